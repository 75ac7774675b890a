// What an officer and a resident read when a meeting is called wrongly, moved or cancelled: the sentence, what stays of what they
// typed, and the page on a phone. (Each rule of it over HTTP: src/meeting/meeting_bad_input_test.c.)
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { PHONE, hasPostgres, judge, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';
import { PASSWORD, PLACE, account, announce, call, dayRead, fill, iso, nothingRefused, post, words } from './hall.mjs';

after(stopBrowser);

const SAYS = {
  ky: { past: 'Бул күн жана убакыт өтүп кеткен.', near: /кеминде 7 күн болушу керек: эң эрте күн/, act: 'Негиз көрсөтүлсө, анын чечими да көрсөтүлөт.',
    group: '11–15 киши болушу керек, жазылганы: 2.', moved: 'Себеби: Жол жабылды', old: 'кийин өзгөрдү', cancelled: 'Бул жыйын жокко чыгарылды. Себеби: Кар көчкү' },
  ru: { past: 'Этот день и час уже прошли.', near: /должно быть не меньше 7 дн.: самый ранний день/, act: 'Если указано основание, нужно указать и решение.',
    group: 'должно быть 11–15 человек, указано: 2.', moved: 'Жол жабылды', old: 'позже изменено', cancelled: 'Кар көчкү' },
};

async function callingWrongly({ o, site, says, name }) {
  const refused = async (values, sentence, what) => {
    const answer = await call(o, site, values);
    assert.equal(answer.status(), 422, what);
    const told = await words(o);
    assert.ok(sentence instanceof RegExp ? sentence.test(told) : told.includes(sentence), told);
    assert.equal(await o.locator('[name=title_ky]').inputValue(), 'Бюджеттин долбоору боюнча угуу', 'what was typed');
    await judge(o, name(what));
  };
  await refused({ day: iso(-1) }, says.past, 'past');
  await refused({ day: iso(3), emergency: '', emergency_act: '' }, says.near, 'near');
  await refused({ day: iso(3), emergency: 'quarantine', emergency_act: '' }, says.act, 'no-act');
}

async function groupTooSmall({ r, site, says, name }) {
  await r.goto(`${site}/meetings/requests/new`);
  const answer = await post(r, 'main form[action$="/requests/new"]', { kind: 'budget_hearing', subject: '2027-жылдын бюджети',
    names: 'Асан Асанов\nБакыт Бакытов', grounds: 'Ички жолдорго каражат керек', contact: '0555 000 111' });
  assert.equal(answer.status(), 422);
  assert.ok((await words(r)).includes(says.group), await words(r));
  assert.match(await r.locator('[name=names]').inputValue(), /Бакыт Бакытов/);
  await judge(r, name('group'));
}

// Moved, by two secretaries at once; then cancelled by the weather. Both are told to everybody, the old notice stays, marked.
async function movedAndCancelled({ o, r, site, says, name, secretary }) {
  const meeting = await announce(o, site, { day: iso(20), emergency: '', emergency_act: '' });
  const second = await secretary.context.newPage();
  const form = 'main form[action$="/edit"]';
  for (const page of [o, second]) await page.goto(`${meeting}/edit`);
  await post(o, form, { day: iso(27), reason: 'Жол жабылды' });
  await nothingRefused(o);
  const answer = await post(second, form, { day: iso(28), venue_ky: 'Мектептин залы', reason: 'Клуб бош эмес' });
  assert.equal(answer.status(), 409);
  const lang = new URL(second.url()).pathname.split('/')[1];
  for (const text of [dayRead(lang, iso(27)), dayRead(lang, iso(28)), 'Маданият үйү', 'Мектептин залы']) assert.ok((await words(second)).includes(text), `${text} is not in ${await words(second)}`);
  assert.equal(await second.locator('main [name=reason]').inputValue(), 'Клуб бош эмес', 'goes out with one press');
  second.scripted = true;
  await judge(second, name('conflict'));
  await second.close();
  await r.goto(meeting);
  assert.ok((await words(r)).includes(says.moved), await words(r));
  assert.equal(await r.locator('main del').count(), 1);
  assert.ok((await words(r)).includes(says.old));
  await judge(r, name('moved'));
  await o.goto(meeting);
  await fill(o, 'main form[action$="/cancel"]', { reason: 'Кар көчкү: жол жабык' });
  await post(o, 'main form[action$="/cancel"]');
  await r.goto(meeting);
  assert.ok((await words(r)).includes(says.cancelled), await words(r));
  assert.equal(await r.locator('main a[href$="/say"], main a[href$="/live"]').count(), 0, 'nothing to take part in');
  await judge(r, name('cancelled'));
}

for (const [engine, lang] of [['sqlite', 'ru'], ['postgresql', 'ky']]) {
  const skip = engine === 'postgresql' && !hasPostgres && 'no PostgreSQL (ASHAR_TEST_PG)';
  test(`a meeting called wrongly, moved and cancelled, on ${engine}`, { skip }, async () => {
    const server = await startServer({ engine });
    account(server, 'secretary-refused@kok-jar.example', 'Катчы Айгүл', 'secretary');
    account(server, 'resident-refused@kok-jar.example', 'Тургун Нурлан', 'resident');
    const secretary = await visitor({ viewport: PHONE }), resident = await visitor({ viewport: PHONE });
    const w = { o: secretary.page, r: resident.page, secretary, site: `${server.base}/${lang}/${PLACE}`, says: SAYS[lang], name: (what) => `meeting-refused-${lang}-${what}` };
    await signIn(w.o, server.base, lang, 'secretary-refused@kok-jar.example', PASSWORD);
    await signIn(w.r, server.base, lang, 'resident-refused@kok-jar.example', PASSWORD);
    await callingWrongly(w);
    await groupTooSmall(w);
    await movedAndCancelled(w);
    for (const { context, faults } of [secretary, resident]) {
      assert.deepEqual(faults, []);
      await context.close();
    }
    await server.stop();
  });
}
