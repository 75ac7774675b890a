META
key;value
description;Synthetic syn06_unicode
country;Nowhere
unit;Synthetic
instance;syn06_unicode
num_projects;15
num_votes;90
budget;6400
vote_type;approval
rule;unknown
PROJECTS
project_id;cost;name
z;1000;Żółta ścieżka
Z;1000;Árvíztűrő tükörfúrógép
ż;1000;حديقة
é;1000;Plac zabaw 🛝
ß;1000;"Park; etap II"
中;1000;"koniec """
Ａ;1000;votes
😀;1000;École élémentaire
𐍈;1000;Сквер у реки
a;790;Παιδική χαρά
10;800;Vélo libre
9;810;"""Konikowo"" - plac zabaw"
2;820;";"
Ω;830;x, y, z
é;840;Große Straße
VOTES
voter_id;age;sex;voting_method;vote
1;25;F;internet;😀,𐍈,a
2;32;M;internet;Ａ
3;39;F;internet;ß,中,Ａ
4;46;M;internet;中,Ａ,😀
5;53;F;internet;é,z,Z
6;60;M;internet;9
7;67;F;internet;10,9,2
8;74;M;internet;ż,Ａ
9;81;F;internet;Ω,é,z
10;18;M;internet;z,Z,ż
11;25;F;internet;9,2,Ω
12;32;M;internet;Z,ż,é
13;39;F;internet;z,Z,ż
14;46;M;internet;Z,ż,é
15;53;F;internet;z,𐍈,10,9
16;60;M;internet;ż,é,ß
17;67;F;internet;2,Ω,é
18;74;M;internet;𐍈,a,10
19;81;F;internet;ż,é,ß
20;18;M;internet;😀,a
21;25;F;internet;Ａ,😀,𐍈
22;32;M;internet;𐍈
23;39;F;internet;a,10,9
24;46;M;internet;😀,𐍈,a
25;53;F;internet;9,2,Ω
26;60;M;internet;é,z,Z
27;67;F;internet;z,𐍈,a,Ω
28;74;M;internet;ż,ß,2,é
29;81;F;internet;ż
30;18;M;internet;é,ß,中,𐍈,9,2,é
31;25;F;internet;z,Z,ż,ß
32;32;M;internet;Ａ,😀,𐍈
33;39;F;internet;z,9,2
34;46;M;internet;ż,ß,中,2
35;53;F;internet;9,2,Ω
36;60;M;internet;Ω,é,z
37;67;F;internet;a,9,2,Ω
38;74;M;internet;a,10,9
39;81;F;internet;é,ß,中
40;18;M;internet;Ω,é,z
41;25;F;internet;é,ß,中
42;32;M;internet;Ａ,😀,𐍈
43;39;F;internet;中,Ａ,😀
44;46;M;internet;Z,ż,é
45;53;F;internet;Ω,é,z
46;60;M;internet;𐍈,a,10
47;67;F;internet;é,é
48;74;M;internet;Ａ,😀,𐍈
49;81;F;internet;Z,10,Ω
50;18;M;internet;2,Ω,é
51;25;F;internet;10,9,2
52;32;M;internet;Z,ż,é
53;39;F;internet;é,ß,中
54;46;M;internet;中,Ａ,😀
55;53;F;internet;😀,𐍈,a
56;60;M;internet;中,a,2
57;67;F;internet;2,Ω,é
58;74;M;internet;é
59;81;F;internet;z,Z,𐍈
60;18;M;internet;中,𐍈,a
61;25;F;internet;ß,中,9
62;32;M;internet;Ａ,𐍈,10,9
63;39;F;internet;10,9,2
64;46;M;internet;ß,中,Ａ
65;53;F;internet;ż,😀,2,é
66;60;M;internet;ß,中,Ａ
67;67;F;internet;a,10,9
68;74;M;internet;é,Ω
69;81;F;internet;10,9
70;18;M;internet;é,z,Z
71;25;F;internet;10,9,2
72;32;M;internet;9,2,Ω
73;39;F;internet;z,Z,ż
74;46;M;internet;𐍈,a,10
75;53;F;internet;z,é
76;60;M;internet;z,Z,ż
77;67;F;internet;é,z,Z
78;74;M;internet;ß,中,Ａ
79;81;F;internet;中,Ａ,😀
80;18;M;internet;ż,中,😀,2
81;25;F;internet;𐍈,a,10
82;32;M;internet;2,Ω,é
83;39;F;internet;ż,é,ß
84;46;M;internet;ż
85;53;F;internet;ż,ß,中,😀,9,2
86;60;M;internet;ż,é,ß
87;67;F;internet;�