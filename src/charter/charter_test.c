#include "test/db_fixture.h"
int main(void) { return 0; }
