// A budget hearing through the browser, from the request of an initiative group to the ledger and the figures: an officer with a
// phone and a resident at a desk at the same time, in Kyrgyz and Russian, with and without JavaScript, on both engines.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, hasPostgres, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';
import { PASSWORD, PLACE, account, announce, counts, enter, fill, iso, judgeBoth, nothingRefused, pdfText, post, pressOpen, reads, words } from './hall.mjs';

const servers = {};
before(async () => {
  servers.sqlite = await startServer();
  if (hasPostgres) servers.postgresql = await startServer({ engine: 'postgresql' });
});
after(async () => {
  await stopBrowser();
  for (const s of Object.values(servers)) await s.stop();
});

const LAMP = 'Көчөгө жарык орнотулсун', ROAD = 'Ички жол оңдолсун', FENCE = 'Стадиондун айланасына тосмо тургузулсун';

// ---- before ----

// A group of the right size asks; the officer accepts.
async function request({ o, r, site, name }) {
  await r.goto(`${site}/meetings/requests/new`);
  await judgeBoth(r, name('request-form'));
  const names = Array.from({ length: 11 }, (_, i) => `Тургун уулу Мирлан ${i + 1}`).join('\n');
  await post(r, 'main form[action$="/requests/new"]', { kind: 'budget_hearing', subject: '2027-жылдын бюджети', names,
    grounds: 'Ички жолдорго каражат бөлүнүшүн талкуулоо керек', contact: 'мобилдик 0555 000 111' });
  await nothingRefused(r);
  const path = new URL(r.url()).pathname;
  await judgeBoth(r, name('request'));
  await o.goto(new URL(path, site).href);
  await judge(o, name('request-decide'));
  await post(o, 'main form:has([name=to][value=accepted])');
  await o.goto(`${site}/meetings/new?request=${path.split('/').pop()}&kind=budget_hearing&topic=budget_draft`);
  await judgeBoth(o, name('call'));
  return `/meetings/new?request=${path.split('/').pop()}&kind=budget_hearing&topic=budget_draft`;
}

// What hangs on the board and what goes out says the same as the page, with all Kyrgyz letters.
async function papers(w) {
  const { r, meeting, lang, name } = w;
  const title = lang === 'ky' ? 'Бюджеттин долбоору боюнча угуу' : 'Слушания по проекту бюджета';
  await r.goto(meeting);
  assert.ok((await words(r)).includes('Токтом № 12'), 'why the time is shortened is public');
  await judgeBoth(r, name('notice'));
  await r.goto(`${meeting}/steps`);
  await judgeBoth(r, name('steps'));
  for (const paper of ['poster', 'invitation', 'slips']) {
    const text = await pdfText(r, `${meeting}/${paper}.pdf`);
    assert.ok(text.includes(title), `${paper}: ${text}`);
  }
  assert.ok((await pdfText(w.o, `${meeting}/roll.pdf?lines=30`)).includes('30'));
}

// A speaker, a question and a proposal before the day.
async function inAdvance({ o, r, meeting, name }) {
  for (const [kind, text] of [['speech', 'Жол жөнүндө сүйлөйм'], ['question', 'Суу качан берилет?'], ['proposal', ROAD]]) {
    await r.goto(`${meeting}/say`);
    if (kind === 'speech') await judgeBoth(r, name('say'));
    await post(r, 'main form[action$="/words"]', { kind, text, author_public: true });
    await nothingRefused(r);
  }
  await o.goto(`${meeting}/words`);
  for (const text of ['Жол жөнүндө сүйлөйм', 'Суу качан берилет?', ROAD]) assert.ok((await words(o)).includes(text), text);
  await judgeBoth(o, name('words'));
}

// ---- in the hall ----

// Registration by large buttons; the resident sees the numbers grow.
async function roll({ o, r, meeting, name }) {
  await r.goto(`${meeting}/live`);
  await judge(r, name('live-before'));
  await o.goto(`${meeting}/hall`);
  await judge(o, name('hall-before'));
  for (const [i, value] of ['f 29-59', 'f 60-', 'm 18-28', 'm 29-59', 'm 29-59'].entries()) {
    await enter(o, 'main form[action$="/hall/roll"]', {}, `button[value="${value}"]`);
    await counts(r, i + 1, i + 1);
  }
  await judgeBoth(o, name('hall-registered'));
}

// Opening without chair and secretary is refused with reasons; the first vote has more hands than people.
async function elected({ o, r, meeting, name, javaScript }) {
  await pressOpen(o, meeting);
  assert.ok((await o.locator('main [role=alert] li').count()) >= 2);
  await judge(o, name('hall-not-open'));
  await o.locator('main #f-officers a').click(); // the fault leads to where it is put right
  await o.waitForURL(/\/hall#officers$/);
  const chair = 'main form:has([name=role][value=chair])';
  if (javaScript) {
    const answer = await enter(o, chair, { name: 'Бакыт Жумабаев', in_favour: '9' });
    assert.equal(answer.status(), 422);
    await o.locator('.queue-refused .fault').waitFor();
    assert.match(await o.locator('.queue-refused .fault').innerText(), /9.*5|5.*9/s);
    await judgeBoth(o, name('hall-refused'));
    o.once('dialog', (d) => d.accept());
    await o.locator('.queue-refused .button-quiet').click();
    await o.locator('.queue-refused li').waitFor({ state: 'detached' });
  } else {
    await post(o, chair, { name: 'Бакыт Жумабаев', in_favour: '9' });
    assert.equal(await o.locator('[name=name]').inputValue(), 'Бакыт Жумабаев');
    await judge(o, name('hall-refused'));
    await o.goto(`${meeting}/hall`);
  }
  await enter(o, chair, { name: 'Бакыт Жумабаев', in_favour: '5' });
  await enter(o, 'main form:has([name=role][value=secretary])', { name: 'Айгүл Асанова', in_favour: '4', abstained: '1' });
  await pressOpen(o, meeting);
  await nothingRefused(o);
  await reads(r, 'Бакыт Жумабаев');
}

// From afar: joined; a question that waits until it is let through.
async function fromAfar({ o, r, meeting, name }) {
  await r.goto(`${meeting}/live`);
  await fill(r, 'main form[action$="/live/join"]', { sex: 'm', age_group: '29-59' });
  await r.locator('main form[action$="/live/join"] [name=village]').evaluate((e) => { if (e.tagName === 'SELECT') e.selectedIndex = 1; else e.value = 'Көк-Жар'; });
  await post(r, 'main form[action$="/live/join"]');
  await judge(r, name('live-joined'));
  await post(r, 'main form[action$="/live/words"]', { kind: 'question', text: 'Мектептин чатыры качан оңдолот?' });
  await o.goto(`${meeting}/hall`);
  await judge(o, name('hall-waiting'));
  await enter(o, 'main form:has([name=do][value=admit])');
  await r.goto(`${meeting}/live`);
  await reads(r, 'Мектептин чатыры качан оңдолот?');
}

// The item: who speaks, proposals with author, an answer on the spot, votes, the decision; an item added in the hall.
async function item({ o, r, meeting, name, lang }) {
  await o.goto(`${meeting}/hall`);
  await enter(o, 'main form:has([name=to][value=current])');
  await reads(r, lang === 'ky' ? 'бюджетинин долбоору' : 'Проект бюджета');
  await enter(o, 'main form:has([name=do][value=give])');
  await reads(r, 'Тургун Нурлан Кадырович');
  await o.goto(`${meeting}/hall`);
  await enter(o, 'main form:has([name=do][value=end])');
  await enter(o, 'main li:has-text("Суу качан берилет?") form:has([name=do][value=answered])', { words: 'Жайында берилет' });
  await reads(r, 'Жайында берилет');
  for (const [author, text] of [['Осмонова Гүлнара', LAMP], ['Садыков Айбек', FENCE]]) {
    await o.goto(`${meeting}/hall`);
    await enter(o, 'main form:has([name=kind][value=proposal])', { author, text, author_public: true });
    await reads(r, text);
    await reads(r, author);
  }
  await o.goto(`${meeting}/hall`);
  await enter(o, `main li:has-text("${LAMP}") form:has([name=word])`, { in_favour: '4', against: '1', abstained: '1', decision: 'Сунуш кабыл алынсын' });
  await enter(o, 'main form[action$="/hall/items"]', { title: 'Суу түтүгү', reason: 'Суу үч күндөн бери жок', in_favour: '6' });
  await reads(r, 'Суу түтүгү');
  await o.goto(`${meeting}/hall`);
  await enter(o, 'main form[action$="/hall/votes"]:has([name=item])', { in_favour: '5', against: '1', decision: 'Долбоор жактырылсын' });
  await reads(r, 'Долбоор жактырылсын');
  await o.goto(`${meeting}/hall`);
  await judgeBoth(o, name('hall-open'));
  await judgeBoth(r, name('live-open'));
  await r.goto(`${meeting}/live?view=screen`);
  await judgeBoth(r, name('screen'));
}

// Two secretaries correct one line: the second sees both, and loses nothing of what was typed.
async function twoSecretaries({ o, secretary, meeting, base, name }) {
  await o.goto(`${meeting}/hall/roll`);
  await judgeBoth(o, name('roll'));
  const line = new URL(await o.locator('main .roll a[href*="/hall/roll/"]').last().getAttribute('href'), base).href;
  await o.goto(line);
  await judge(o, name('roll-line'));
  const second = await secretary.context.newPage();
  await second.goto(line);
  await post(second, 'main form[action$="/correct"]', { age_group: '60-' });
  await post(o, 'main form[action$="/correct"]', { age_group: '18-28' });
  assert.equal(await o.locator('[name=age_group]').inputValue(), '18-28');
  assert.match(await words(o), /60/);
  await judgeBoth(o, name('roll-conflict'));
  await second.close();
}

// ---- after ----

async function minutes({ o, r, meeting, lang, name }) {
  await o.goto(`${meeting}/minutes`);
  await judge(o, name('minutes-none'));
  await o.goto(`${meeting}/minutes/edit?of=${lang}`);
  const drawn = await o.locator('[name=words]').inputValue();
  for (const told of ['Бакыт Жумабаев', 'Осмонова Гүлнара', LAMP, 'Суу түтүгү', 'Долбоор жактырылсын']) assert.ok(drawn.includes(told), `${told}: ${drawn}`);
  await judgeBoth(o, name('minutes-form'));
  const form = 'main form[action$="/minutes/edit"]';
  await post(o, form, { words: `${drawn}\n\nЖыйын тынч өттү.\n` });
  await nothingRefused(o);
  await judgeBoth(o, name('minutes-draft'));
  assert.equal((await r.goto(`${meeting}/minutes`)).status(), 200);
  assert.ok(!(await words(r)).includes('Жыйын тынч өттү.'), 'a draft is the office\'s own');
  await post(o, 'main form[action$="/minutes/sign"]');
  await nothingRefused(o);
  await post(o, 'main form[action$="/minutes/publish"]');
  await nothingRefused(o);
  await r.goto(`${meeting}/minutes`);
  assert.ok((await words(r)).includes('Жыйын тынч өттү.'));
  await judgeBoth(r, name('minutes'));
  const text = await pdfText(r, `${meeting}/minutes.pdf`);
  for (const told of ['Бакыт Жумабаев', LAMP, 'Жыйын тынч өттү.']) assert.ok(text.includes(told), `${told}: ${text}`);
}

// Each proposal gets its answer; the question nobody answered on the spot is a task until then.
async function answers({ o, base, site, meeting, name }) {
  await o.goto(`${site}/desk`);
  const due = o.locator(`main a[href*="${new URL(meeting).pathname.replace(/^\/../, '')}"]`);
  assert.ok(await due.count() >= 1, await words(o));
  await o.goto(`${meeting}/ledger`);
  await judge(o, name('ledger-open'));
  const budget = ['Көчө жарыгына бюджеттен каражат каралды', '2027-жылдын бюджети'];
  for (const [text, answer, reason] of [[LAMP, 'accepted', budget[0]], [ROAD, 'partly', 'Быйыл бир гана көчө'], [FENCE, 'rejected', 'Жер муниципалитеттики эмес'],
    ['Мектептин чатыры', '', 'Жайкы каникулда оңдолот']]) {
    await o.goto(new URL(await o.locator(`main li:has-text("${text}") a[href$="/answer"]`).first().getAttribute('href'), base).href);
    const form = 'main form[action$="/answer"]';
    if (text === LAMP) await judgeBoth(o, name('answer'));
    if (!answer) {
      await post(o, form, { reason });
    } else {
      const link = await o.locator('main form [name=link] option').evaluateAll((all) => all.map((e) => e.value).find((v) => v.startsWith('budget')));
      await post(o, form, { answer, reason, ...(answer === 'rejected' ? {} : { link, link_text: budget[1] }) });
    }
    await nothingRefused(o);
    await o.goto(`${meeting}/ledger`);
  }
}

async function figuresOf({ r, base, year }) {
  const all = await (await r.request.get(`${base}/api/v1/places/${PLACE}/meetings/figures`)).json();
  return all.rows.find((row) => row.year === year) ?? {};
}

// The ledger tells proposal, answer and what changed; results stand; the figures grew by just that.
async function told(w, before) {
  const { o, r, meeting, site, name } = w;
  await r.goto(`${meeting}/ledger`);
  for (const text of [LAMP, 'Көчө жарыгына бюджеттен каражат каралды', '2027-жылдын бюджети', 'Жер муниципалитеттики эмес', 'Жайкы каникулда оңдолот']) await reads(r, text);
  await judgeBoth(r, name('ledger'));
  await o.goto(`${meeting}/results`);
  await judge(o, name('results-form'));
  await post(o, 'main form[action$="/results"]', { words_ky: 'Бюджеттин долбоору жактырылды.', words_ru: 'Проект бюджета одобрен.' });
  await nothingRefused(o);
  await r.goto(`${meeting}/results`);
  assert.ok((await words(r)).includes('Долбоор жактырылсын'));
  await judgeBoth(r, name('results'));
  const after = await figuresOf(w), grew = {};
  for (const key of ['meetings', 'participants', 'proposals', 'answered', 'accepted', 'partly', 'rejected']) grew[key] = after[key] - (before[key] ?? 0);
  assert.deepEqual(grew, { meetings: 1, participants: 6, proposals: 3, answered: 3, accepted: 1, partly: 1, rejected: 1 });
  await r.goto(`${site}/meetings/figures`);
  await judgeBoth(r, name('figures'));
  for (const [path, what] of [['', 'list'], ['/requests', 'requests'], ['/year', 'year']]) {
    await r.goto(`${site}/meetings${path}`);
    await judgeBoth(r, name(what));
  }
}

for (const [engine, lang, javaScript] of [
  ['sqlite', 'ky', true], ['sqlite', 'ru', false], ['postgresql', 'ru', true], ['postgresql', 'ky', false],
]) {
  const skip = engine === 'postgresql' && !hasPostgres && 'no PostgreSQL (ASHAR_TEST_PG)';
  test(`a budget hearing in ${lang}${javaScript ? '' : ' without JavaScript'} on ${engine}`, { skip }, async () => {
    const server = servers[engine], { base } = server;
    const who = (role) => `${role}-hall-${lang}@kok-jar.example`;
    account(server, who('secretary'), 'Катчы Айгүл Асановна', 'secretary');
    account(server, who('resident'), 'Тургун Нурлан Кадырович', 'resident');
    const secretary = await visitor({ viewport: PHONE, javaScript });
    const resident = await visitor({ viewport: DESKTOP, javaScript });
    const w = { o: secretary.page, r: resident.page, secretary, base, lang, javaScript, site: `${base}/${lang}/${PLACE}`,
      year: Number(iso().slice(0, 4)), name: (what) => `meeting-${engine}-${lang}-${what}` };
    await signIn(w.o, base, lang, who('secretary'), PASSWORD);
    await signIn(w.r, base, lang, who('resident'), PASSWORD);
    const before = await figuresOf(w);

    w.meeting = await announce(w.o, w.site, {}, await request(w));
    await papers(w);
    await inAdvance(w);
    await roll(w);
    await elected(w);
    await fromAfar(w);
    await item(w);
    await twoSecretaries(w);
    await w.o.goto(`${w.meeting}/hall`);
    await post(w.o, 'main form[action$="/hall/close"]');
    await judge(w.o, w.name('hall-closed'));
    await w.r.goto(`${w.meeting}/live`);
    await judge(w.r, w.name('live-closed'));
    await minutes(w);
    await answers(w);
    await told(w, before);

    assert.deepEqual(secretary.faults, []);
    assert.deepEqual(resident.faults, []);
    await secretary.context.close();
    await resident.context.close();
  });
}
