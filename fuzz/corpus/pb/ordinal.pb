META
key;value
description;Synthetic syn11_ordinal
country;Nowhere
unit;Synthetic
instance;syn11_ordinal
num_projects;25
num_votes;1500
budget;757500
vote_type;ordinal
rule;unknown
min_length;1
max_length;6
PROJECTS
project_id;cost;name
P1;65300;Żółta ścieżka 0
P2;74800;École élémentaire 1
P3;2000;Große Straße 2
P4;221700;Árvíztűrő tükörfúrógép 3
P5;142200;Сквер у реки 4
P6;57100;公园长椅 5
P7;150000;حديقة 6
P8;252600;Παιδική χαρά 7
P9;61000;Ağaç dikimi 8
P10;123800;Plac zabaw 🛝 9
P11;8300;Vélo libre 10
P12;9300;Café (decomposed) 11
P13;27000;Żółta ścieżka 12
P14;124100;École élémentaire 13
P15;82500;Große Straße 14
P16;206900;Árvíztűrő tükörfúrógép 15
P17;36400;Сквер у реки 16
P18;205300;公园长椅 17
P19;110000;حديقة 18
P20;61600;Παιδική χαρά 19
P21;105900;Ağaç dikimi 20
P22;42200;Plac zabaw 🛝 21
P23;98500;Vélo libre 22
P24;11100;Café (decomposed) 23
P25;245500;Żółta ścieżka 24
VOTES
voter_id;age;sex;voting_method;vote
1;25;F;internet;P5
2;32;M;internet;P8,P15,P9,P19
3;39;F;internet;P9
4;46;M;internet;P5,P21,P15,P25,P17
5;53;F;internet;P5,P10
6;60;M;internet;P8,P19,P5,P20,P15,P18
7;67;F;internet;P15,P5,P9,P7,P24
8;74;M;internet;P14,P13,P18,P9,P8
9;81;F;internet;P4,P14
10;18;M;internet;P14,P5,P9
11;25;F;internet;P5
12;32;M;internet;P18,P9
13;39;F;internet;P14,P7,P1
14;46;M;internet;P9,P14,P15,P7
15;53;F;internet;P9,P6,P14
16;60;M;internet;P20,P7,P14,P5,P10,P19
17;67;F;internet;P15
18;74;M;internet;P8,P15,P18,P9,P14,P19
