META
key;value
description;Synthetic syn10_scoring
country;Nowhere
unit;Synthetic
instance;syn10_scoring
num_projects;20
num_votes;500
budget;707600
vote_type;scoring
rule;unknown
min_length;1
max_length;8
min_points;0
max_points;5
PROJECTS
project_id;cost;name
1;65300;Project 1
2;74800;Project 2
3;2000;Project 3
4;221700;Project 4
5;142200;Project 5
6;57100;Project 6
7;150000;Project 7
8;252600;Project 8
9;61000;Project 9
10;123800;Project 10
11;8300;Project 11
12;9300;Project 12
13;27000;Project 13
14;124100;Project 14
15;82500;Project 15
16;206900;Project 16
17;36400;Project 17
18;205300;Project 18
19;110000;Project 19
20;61600;Project 20
VOTES
voter_id;age;sex;voting_method;vote;points
1;25;F;internet;1,4,19,11,2,16,17,7;5,5,1,1,2,0,3,0
2;32;M;internet;None;None
3;39;F;internet;13,11,5;0,5,5
4;46;M;internet;4;3
5;53;F;internet;13,5,12,4,1;1,5,2,3,3
6;60;M;internet;5,17,12,13;3,1,0,1
7;67;F;internet;1,13,5,16,11;5,0,3,4,0
8;74;M;internet;16,19;4,1
9;81;F;internet;17,5,2,1,16;5,5,4,4,1
10;18;M;internet;14,13;1,0
11;25;F;internet;12,17,11,9,5,1,13;2,3,0,2,0,0,1
12;32;M;internet;10,13,4,1;3,3,3,2
13;39;F;internet;4,11,12,17,5,13;0,0,3,5,0,4
14;46;M;internet;13,17,7;4,4,3
15;53;F;internet;19,13,2,5,4,16,1,14;2,3,0,4,0,5,4,3
16;60;M;internet;19,2,16,17,13,11,7,5;0,5,5,0,3,2,0,1
17;67;F;internet;1,2,11,13,17,4;1,3,1,3,1,4
18;74;M;internet;19,12,11,17,16,13,7;1,0,4,0,4,3,5
19;81;F;internet;2,11,13,5,7,1,10,16;4,2,3,2,1,0,1,3
20;18;M;internet;11,19,17,16,5,2,13;3,2,0,2,2,2,5
21;25;F;internet;17,16,11,13,18,6;1,4,5,3,0,4
