// Meetings of other kinds than hearings, from the notice or the request to the results: a session of the council with a paper, seen
// afterwards as OParl; a kurultai of delegates by the norm; a general meeting of a territorial self-government body. The officer
// has a phone and one language, the resident a desk and the other. Both engines are the HTTP tests' matter; here one is enough.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';
import { PASSWORD, PLACE, account, called, counts, enter, fill, iso, nothingRefused, pdfText, post, pressOpen, reads, settled, words } from './hall.mjs';

let server;
before(async () => {
  server = await startServer();
  account(server, 'secretary-kinds@kok-jar.example', 'Катчы Айгүл Асановна', 'secretary');
  account(server, 'resident-kinds@kok-jar.example', 'Тургун Нурлан Кадырович', 'resident');
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

// Two people: `o` keeps the meeting, `r` follows it. What the meeting is called in each language.
async function meetAs(kind, [mine, theirs], title, story) {
  const secretary = await visitor({ viewport: PHONE }), resident = await visitor({ viewport: DESKTOP });
  const { base } = server;
  const w = { o: secretary.page, r: resident.page, base, site: `${base}/${mine}/${PLACE}`, title,
    seen: (address) => address.replace(`/${mine}/`, `/${theirs}/`), name: (what) => `${kind}-${what}` };
  await signIn(w.o, base, mine, 'secretary-kinds@kok-jar.example', PASSWORD);
  await signIn(w.r, base, theirs, 'resident-kinds@kok-jar.example', PASSWORD);
  await story(w);
  for (const { context, faults } of [secretary, resident]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
}

const titled = (title) => ({ title_ky: title.ky, title_ru: title.ru });
async function chosen(page, select, words) {
  const value = await page.locator(select).evaluate((e, t) => [...e.options].find((o) => o.text.includes(t))?.value, words);
  assert.ok(value, `${words} is not offered by ${select}`);
  return value;
}
async function announced({ o, r, name, seen }, meeting) {
  await o.goto(meeting);
  await post(o, 'main form[action$="/announce"]');
  await nothingRefused(o);
  await r.goto(seen(meeting));
  await judge(r, name('notice'));
}
async function elected(o, [chair, secretary], present) {
  for (const [role, who] of [['chair', chair], ['secretary', secretary]])
    await enter(o, `main form:has([name=role][value=${role}])`, { name: who, in_favour: String(present) });
}
// Opening is refused while too few are there: the page says how many are needed.
async function tooFew({ o, name }, meeting, needed) {
  const answer = await pressOpen(o, meeting);
  assert.equal(answer.status(), 422);
  assert.match(await words(o), new RegExp(`\\b${needed}\\b`));
  await judge(o, name('too-few'));
  await o.goto(`${meeting}/hall`);
}
async function takeItem(o) {
  await enter(o, 'main form:has([name=to][value=current])');
  await o.locator('main form[action$="/hall/votes"]:has([name=item])').first().waitFor({ state: 'attached' });
}
const vote = (o, values) => enter(o, 'main form[action$="/hall/votes"]:has([name=item])', values);

// Closed, minutes drawn, signed and out, results told: what the resident then reads.
async function over({ o, r, name, seen }, meeting, { results, decided, minutes }) {
  await o.goto(`${meeting}/hall`);
  await post(o, 'main form[action$="/hall/close"]');
  await nothingRefused(o);
  await o.goto(`${meeting}/minutes/edit`);
  const drawn = await o.locator('[name=words]').inputValue();
  for (const told of minutes) assert.ok(drawn.includes(told), `${told}: ${drawn}`);
  await post(o, 'main form[action$="/minutes/edit"]');
  for (const step of ['sign', 'publish']) {
    await post(o, `main form[action$="/minutes/${step}"]`);
    await nothingRefused(o);
  }
  const paper = await pdfText(r, `${meeting}/minutes.pdf`);
  for (const told of minutes) assert.ok(paper.includes(told.replace(/\s+/g, ' ')), `${told}: ${paper}`);
  await o.goto(`${meeting}/results`);
  await post(o, 'main form[action$="/results"]', results);
  await nothingRefused(o);
  await r.goto(seen(`${meeting}/results`));
  assert.ok((await words(r)).includes(decided), await words(r));
  await judge(r, name('results'));
}

const get = async (page, url) => {
  const answer = await page.request.get(url);
  assert.equal(answer.status(), 200, url);
  return answer.json();
};

test('a session of the council, with a paper, a motion lost, one carried, and OParl afterwards', () => meetAs('session', ['ky', 'ru'],
  { ky: 'Кеңештин кезексиз сессиясы', ru: 'Внеочередная сессия кенеша' }, async (w) => {
    const { o, r, base, site, seen, name, title } = w;
    await o.goto(`${site}/meetings/new?kind=council_session`);
    const body_id = await chosen(o, 'main [name=body_id]', 'Көк-Жар айылдык кеңеши');
    const meeting = await called(o, site, { kind: 'council_session', topic: 'other', caller: 'chair', body_id, ...titled(title) }, '/meetings/new?kind=council_session');
    await o.goto(meeting);
    const file = { name: 'dolboor.pdf', mimeType: 'application/pdf', buffer: await (await o.request.get(`${meeting}/poster.pdf`)).body() };
    await fill(o, 'main form[action$="/documents"]', { document_title: 'Токтомдун долбоору' });
    await o.setInputFiles('main form[action$="/documents"] [name=file]', file);
    await post(o, 'main form[action$="/documents"]');
    await announced(w, meeting);
    assert.ok((await words(r)).includes('Токтомдун долбоору'), 'the paper lies open');
    assert.ok((await pdfText(r, `${meeting}/poster.pdf`)).includes('Токтом № 12'), 'the board too says why the notice was short');
    const signer = (await pdfText(r, `${meeting}/invitation.pdf`)).split('Күн тартиби').pop();
    assert.ok(signer.includes('Көк-Жар айылдык кеңеши') && !signer.includes('башчысы'), `who calls signs: ${signer}`);

    // Deputies are called by name; ten of twenty-one are no quorum, and none of them can be there twice.
    await r.goto(seen(`${meeting}/live`));
    await o.goto(`${meeting}/hall`);
    const seats = await o.locator('#part-seats form [name=member]').evaluateAll((all) => all.map((e) => e.value));
    assert.equal(seats.length, 21);
    const here = (seat) => o.locator(`#part-seats form:has([name=member][value="${seat}"]) button`).click();
    for (const seat of seats.slice(0, 10)) await here(seat);
    await settled(o);
    await counts(o, 10, 10);
    await tooFew(w, meeting, 11);
    await here(seats[10]);
    await here(seats[11]);
    await settled(o);
    await counts(r, 12, 12);
    await elected(o, ['Жумабаева Айгүл Сапаровна', 'Ибраимова Венера Кубанычовна'], 12);
    await pressOpen(o, meeting);
    await nothingRefused(o);

    // Of all deputies more than half must be in favour; more hands than people are none.
    await takeItem(o);
    assert.equal((await vote(o, { subject: 'Кийинкиге калтыруу', in_favour: '10', against: '2' })).status(), 200);
    await reads(r, 'Кийинкиге калтыруу');
    assert.ok((await r.locator('#hall-record').innerText()).includes('Проект бюджета'), 'what stands in two languages is read in one\'s own');
    const refused = await vote(o, { subject: '', in_favour: '12', against: '1', decision: 'Бюджет бекитилсин' });
    assert.equal(refused.status(), 422);
    o.once('dialog', (d) => d.accept());
    await o.locator('.queue-refused .button-quiet').click();
    await vote(o, { in_favour: '11', against: '0', abstained: '1', decision: 'Бюджет бекитилсин' });
    await reads(r, 'Бюджет бекитилсин');
    await judge(r, name('live'));
    // Who has no seat asks from afar, and is not counted.
    assert.equal(await r.locator('form[action$="/live/join"]').count(), 0);
    await post(r, 'main form[action$="/live/words"]', { kind: 'question', text: 'Мектептин чатыры качан оңдолот?' });
    await reads(o, 'Мектептин чатыры качан оңдолот?');
    await enter(o, 'main form:has([name=do][value=admit])');
    await reads(r, 'Мектептин чатыры качан оңдолот?');
    await counts(r, 12, 12);
    await over(w, meeting, { decided: 'Бюджет бекитилсин', minutes: ['Жумабаева Айгүл Сапаровна', 'Кийинкиге калтыруу', 'Бюджет бекитилсин'],
      results: { words_ky: 'Бюджет бекитилди.', words_ru: 'Бюджет утверждён.' } });

    const list = await get(r, `${base}/api/oparl/v1/bodies/${PLACE}/meetings`);
    const found = list.data.find((m) => m.id.endsWith(`/${meeting.split('/').pop()}`));
    const told = await get(r, found.id);
    assert.equal(told.participant.length, 12);
    assert.match(told.resultsProtocol.mimeType, /pdf/);
    assert.equal(told.agendaItem[0].resolutionText, 'Бюджет бекитилсин');
    const paper = told.auxiliaryFile.find((f) => f.name === 'Токтомдун долбоору');
    assert.deepEqual(await (await r.request.get(paper.downloadUrl)).body(), file.buffer);
    for (const id of [told.organization[0], told.participant[0], told.agendaItem[0].id]) assert.equal((await get(r, id)).id, id);
  }));

test('a kurultai of delegates elected by the norm', () => meetAs('kurultai', ['ru', 'ky'],
  { ky: 'Кезексиз курултай', ru: 'Внеочередной курултай' }, async (w) => {
    const { o, r, site, seen, name, title } = w;
    const meeting = await called(o, site, { kind: 'kurultai', topic: 'other', caller: 'council', ...titled(title) }, '/meetings/new?kind=kurultai');
    await o.goto(`${meeting}/delegates`);
    const form = 'main form[action$="/delegates"]';
    const wanted = await o.locator('main tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((c) => c.textContent.trim())));
    const delegate = async (unit, who) => post(o, form, { unit_id: await chosen(o, `${form} [name=unit_id]`, unit), name: who, elected_on: iso() });
    let elected_ = 0;
    for (const [unit, , needed] of wanted)
      for (let i = 1; i <= Number(needed); i++, elected_++) assert.equal((await delegate(unit, `Делегат ${unit} ${i}`)).status(), 200);
    assert.equal(elected_, 10, 'a delegate per thousand residents, rounded up');
    for (const [who, field] of [['Делегат ашыкча', 'more than the norm'], [`Делегат ${wanted[0][0]} 1`, 'the same person twice']]) {
      const answer = await delegate(wanted[0][0], who);
      assert.equal(answer.status(), 422, field);
      assert.equal(await o.locator(`${form} [name=name]`).inputValue(), who, 'what was typed');
    }
    await judge(o, name('delegates'));
    await announced(w, meeting);
    await r.goto(seen(`${meeting}/delegates`));
    assert.equal(await r.locator('main ul.list > li').count(), 10);
    await judge(r, name('delegates-seen'));

    await r.goto(seen(`${meeting}/live`));
    await o.goto(`${meeting}/hall`);
    for (let i = 1; i <= 7; i++) {
      if (i === 7) await tooFew(w, meeting, 7);
      await o.locator('#seat').selectOption({ index: 1 });
      await enter(o, 'main form[action$="/hall/roll"]', {}, `button[value="${i % 2 ? 'f' : 'm'} 29-59"]`);
      await counts(r, i, i);
    }
    await elected(o, ['Абдылдаев Кенеш', 'Исакова Замира'], 7);
    await pressOpen(o, meeting);
    await nothingRefused(o);
    await takeItem(o);
    await enter(o, 'main form:has([name=kind][value=proposal])', { author: 'Керимов Илияс', text: 'Суу биринчи кезекте болсун', author_public: true });
    await reads(r, 'Керимов Илияс');
    await vote(o, { in_favour: '6', against: '1', decision: 'Суу артыкчылык деп кеңешке сунушталсын' });
    await reads(r, 'Суу артыкчылык деп кеңешке сунушталсын');
    await judge(r, name('live'));
    await over(w, meeting, { decided: 'Суу артыкчылык деп кеңешке сунушталсын', minutes: ['Абдылдаев Кенеш', 'Суу биринчи кезекте болсун'],
      results: { words_ky: 'Сунуштар кеңешке жөнөтүлдү.', words_ru: 'Рекомендации направлены кенешу.' } });
  }));

test('a general meeting of a self-government body, asked for by residents', () => meetAs('tos', ['ky', 'ru'],
  { ky: 'АКӨБдүн кезексиз жыйыны', ru: 'Внеочередное собрание ТОС' }, async (w) => {
    const { o, r, base, site, seen, name, title } = w;
    await r.goto(seen(`${site}/meetings/requests/new`));
    const names = Array.from({ length: 11 }, (_, i) => `Үч-Терек тургуну ${i + 1}`).join('\n');
    await post(r, 'main form[action$="/requests/new"]', { kind: 'tos_meeting', subject: 'Арык тазалоо', names, grounds: 'Суу короолорго кирип жатат', contact: '0555 000 222' });
    await nothingRefused(r);
    const request = new URL(r.url()).pathname;
    await o.goto(base + request.replace('/ru/', '/ky/'));
    await post(o, 'main form:has([name=to][value=accepted])');
    const from = new URL(await o.locator('main a[href*="/meetings/new?request="]').getAttribute('href'), base);
    await o.goto(from.href);
    assert.equal(await o.locator('main [name=kind]').inputValue(), 'tos_meeting', 'the form knows what was asked for');
    const body_id = await chosen(o, 'main [name=body_id]', 'Үч-Терек');
    const meeting = await called(o, site, { kind: 'tos_meeting', topic: 'other', caller: 'initiative_group', body_id, call_order: '', ...titled(title) },
      from.href.slice(site.length));
    await announced(w, meeting);
    await r.goto(base + request);
    assert.equal(await r.locator(`main a[href$="${new URL(seen(meeting)).pathname}"]`).count(), 1, 'the request leads to its meeting');

    await r.goto(seen(`${meeting}/live`));
    await o.goto(`${meeting}/hall`);
    const roll = 'main form[action$="/hall/roll"]';
    await enter(o, roll, { count: '39' }, 'button[value="f 29-59"]');
    await counts(r, 39, 39);
    await tooFew(w, meeting, 40);
    await enter(o, roll, { count: '1' }, 'button[value="m 60-"]');
    await counts(r, 40, 40);
    await elected(o, ['Бекташев Замир', 'Сариева Миргүл'], 40);
    await pressOpen(o, meeting);
    await nothingRefused(o);
    await takeItem(o);
    await vote(o, { in_favour: '38', against: '1', abstained: '1', decision: 'Ишембиде ашар болсун' });
    await reads(r, 'Ишембиде ашар болсун');
    await judge(r, name('live'));
    await over(w, meeting, { decided: 'Ишембиде ашар болсун', minutes: ['Бекташев Замир', 'Ишембиде ашар болсун'],
      results: { words_ky: 'Ашар ишембиде болот.', words_ru: 'Ашар пройдёт в субботу.' } });
  }));
