// People without e-mail and without internet: a code on paper, the list of residents, an officer who acts for somebody. Both
// names stand in the log, the public reads one of them.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, follow, judge, run, send, signIn, sql as sqlOf, startServer, stopBrowser, test, visitor, words } from './lib.mjs';

const HOME = '41702210895000', OTHER = '41702210896000', PASSWORD = 'ashar-demo', OWN = 'kyzyl-alma-1980';

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

const alert = (page) => page.locator('#faults').innerText();
const sql = (text) => sqlOf(server, text);
async function as(login, options) {
  const v = await visitor(options);
  await signIn(v.page, server.base, options?.lang ?? 'ky', login, PASSWORD);
  return v;
}
const card = (page, name) => page.locator('li.card', { has: page.getByRole('heading', { name }) });

for (const [lang, viewport, javaScript, phone] of [['ky', PHONE, true, '+996555101010'], ['ru', DESKTOP, false, '+996555202020']])
  test(`a person with only a telephone: registers, gets a code on paper, signs in: ${lang}`, async () => {
    const name = lang === 'ky' ? 'Өскөнбаев Чыңгыз' : 'Төлөбаева Жаңыл';
    const { page, context } = await visitor({ viewport, javaScript });
    await page.goto(`${server.base}/${lang}/register`);
    await page.fill('main [name=name]', name);
    await page.fill('main [name=contact]', phone.replace('+996', '0')); // as people say it
    await page.fill('main [name=residence]', 'Үч-Терек');
    await send(page);
    assert.equal(sql(`select count(*) from person where phone = '${phone}' and verification = 'none'`), '1');

    const officer = await as('katchy@kok-jar.example', { viewport, lang });
    await officer.page.goto(`${server.base}/${lang}/${HOME}/people/verify`);
    await officer.page.fill('main [name=q]', lang === 'ky' ? name.split(' ')[0] : '0555 20-20-20'); // a name, or the number they say
    await follow(officer.page, officer.page.locator('main form.filter button'));
    await judge(officer.page, `people-desk-${lang}-${viewport.width}`);
    assert.ok(!(await words(officer.page)).includes(phone.slice(-6)), 'the number is masked');
    await follow(officer.page, card(officer.page, name).locator('form[action$="/slip"] button'));
    const code = (await officer.page.locator('main .slip').innerText()).trim();
    assert.match(code, /^\d{4}\s\d{4}$/);
    await judge(officer.page, `people-slip-${lang}-${viewport.width}`);

    await page.goto(`${server.base}/${lang}/enter`);
    await judge(page, `people-enter-${lang}-${viewport.width}`);
    const enter = async (number, digits, password = OWN, again = password) => {
      await page.goto(`${server.base}/${lang}/enter`);
      await page.fill('main [name=contact]', number);
      await page.fill('main [name=code]', digits);
      await page.fill('main [name=password]', password);
      await page.fill('main [name=password_again]', again);
      return send(page);
    };
    await enter(phone, code === '1234 5678' ? '8765 4321' : '1234 5678');
    assert.ok((await alert(page)).length > 10);
    assert.equal(await page.inputValue('main [name=contact]'), phone);
    await judge(page, `people-enter-wrong-${lang}-${viewport.width}`);
    await enter(phone, code, OWN, 'bashka-syrsoz-2');
    await page.locator('#e-password_again').waitFor();
    await enter(phone, code);
    assert.equal(new URL(page.url()).pathname, `/${lang}/me`);
    assert.equal(sql(`select verification from person where phone = '${phone}'`), 'contact');

    // The same slip again: it did its work.
    const thief = await visitor({ viewport, javaScript });
    await thief.page.goto(`${server.base}/${lang}/enter`);
    await thief.page.fill('main [name=contact]', phone);
    await thief.page.fill('main [name=code]', code);
    await thief.page.fill('main [name=password]', 'menin-syrsozum-3');
    await thief.page.fill('main [name=password_again]', 'menin-syrsozum-3');
    await send(thief.page);
    assert.ok(thief.page.url().endsWith('/enter'));
    await thief.context.close();

    // With the document in hand the officer confirms who they are; without the mark nothing happens.
    await officer.page.goto(`${server.base}/${lang}/${HOME}/people/verify?q=${encodeURIComponent(name.split(' ')[0])}`);
    await card(officer.page, name).locator('[name=seen]').check();
    await follow(officer.page, card(officer.page, name).locator('form[action$="/verify"] button'));
    assert.equal(sql(`select verification from person where phone = '${phone}'`), 'in_person');
    await page.goto(`${server.base}/${lang}/me`);
    await judge(page, `people-me-verified-${lang}-${viewport.width}`);
    await officer.context.close();
    await context.close();
  });

const upload = async (page, lang, name, bytes) => {
  await page.goto(`${server.base}/${lang}/${HOME}/people/residents`);
  await page.setInputFiles('main [name=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(bytes) });
  return send(page);
};
const listed = () => sql(`select count(*) from resident r join unit u on u.id = r.place_id where u.code = '${HOME}'`);
const win1251 = (text) => Buffer.from([...text].flatMap((c) => {
  const at = c.charCodeAt(0);
  if (at < 128) return [at];
  if (at >= 0x410 && at <= 0x44f) return [at - 0x350];
  throw new Error(`not in Windows-1251: ${c}`);
}));

test('the list of residents: good files, files of spreadsheets, files with faults', async () => {
  for (const [lang, viewport] of [['ky', PHONE], ['ru', DESKTOP]]) {
    const { page, context } = await as('katchy@kok-jar.example', { viewport, lang });
    await page.goto(`${server.base}/${lang}/${HOME}/people/residents`);
    await judge(page, `people-residents-${lang}-${viewport.width}`);
    await upload(page, lang, 'tizme.csv', 'name,birth_year,village\nАсанов Үсөн,1980,Көк-Жар айылы\nАсанова Өмүр,1985,41702210895030\n');
    assert.ok(page.url().endsWith('/people/verify'));
    assert.equal(listed(), '2');
    // What Excel writes on a Russian desk: BOM, semicolons, or Windows-1251.
    await upload(page, lang, 'excel.csv', '\ufeffname;birth_year;village\r\nБекова Жаңыл;1970;Таш-Булак\r\n');
    assert.equal(listed(), '1');
    await upload(page, lang, 'windows.csv', win1251('name;birth_year\r\nБеков Талант;1971\r\nБекова Айнура;1973\r\nСадыков Марат;1990\r\n'));
    assert.equal(listed(), '3');

    const bad = 'name;birth_year;village\nАсанов Үсөн;1980;Көк-Жар айылы\nБакиров Эсен;19800;Көк-Жар айылы\nЭшматов Таалай;1990;4,17E+13\nКимдир Бирөө;1988;Москва\n';
    assert.equal((await upload(page, lang, 'kata.csv', bad)).status(), 422);
    const told = await alert(page);
    assert.match(told, /4,17E\+13/);
    assert.match(told, /Москва/);
    assert.match(told, /19\s?800/);
    for (const line of ['3', '4', '5']) assert.match(told, new RegExp(`(${line}-сап|[Сс]трока ${line}|${line})`), told);
    await judge(page, `people-residents-faults-${lang}-${viewport.width}`);
    assert.equal(listed(), '3', 'all or nothing');

    assert.equal((await upload(page, lang, 'lost.csv', win1251('name;birth_year\r\nАсанов ?с?н;1980\r\n'))).status(), 422);
    assert.match(await alert(page), /\?с\?н/); // Excel wrote Үсөн so
    assert.equal((await upload(page, lang, 'empty.csv', '')).status(), 422);
    assert.equal((await upload(page, lang, 'columns.csv', 'аты\nАсанов\n')).status(), 422);
    await judge(page, `people-residents-columns-${lang}-${viewport.width}`);
    assert.equal(listed(), '3');
    await context.close();
  }
});

for (const [lang, viewport] of [['ky', PHONE], ['ru', DESKTOP]])
  test(`an officer acts for a person without internet: ${lang}`, async () => {
    const name = lang === 'ky' ? 'Маматова Үмүт' : 'Жолдошев Эркин', said = `Кыштактагы көпүрөнү оңдоо керек (${lang}).`;
    const { page, context } = await as('katchy@tor.example', { viewport, lang });
    const officer = (await page.locator('.account a[href$="/me"]').innerText()).trim();
    await page.goto(`${server.base}/${lang}/${OTHER}/people/verify`);
    const add = 'main form[action$="/people/new"]';
    await page.evaluate((f) => { document.querySelector(f).noValidate = true; }, add);
    assert.equal((await send(page, add)).status(), 422);
    await judge(page, `people-add-faults-${lang}-${viewport.width}`);
    await page.fill(`${add} [name=name]`, name);
    await page.fill(`${add} [name=residence]`, 'Төр айылы');
    await page.fill(`${add} [name=birth_year]`, '1948');
    await send(page, add);
    await page.goto(`${server.base}/${lang}/${OTHER}/people/verify?q=${encodeURIComponent(name.split(' ')[0])}`);
    await follow(page, card(page, name).locator('form[action$="/act"] button'));
    assert.ok((await page.locator('.acting').innerText()).includes(name));
    await judge(page, `people-acting-${lang}-${viewport.width}`);
    await page.goto(`${server.base}/${lang}/${OTHER}/plan`);
    const talk = await page.locator('a[href*="/discussion"]').first().getAttribute('href');
    await page.goto(`${server.base}${talk.replace(/^\/\w\w/, `/${lang}`)}`);
    const entered = 'main form[action$="/comments/entered"]';
    assert.equal(await page.inputValue(`${entered} [name=author_name]`), name);
    await page.check(`${entered} [name=channel][value=spoken]`);
    await page.fill(`${entered} [name=words]`, said);
    await page.check(`${entered} [name=shown][value=name]`);
    await judge(page, `people-acting-comment-${lang}-${viewport.width}`);
    await send(page, entered);
    await page.goto(`${server.base}/${lang}/me`);
    await judge(page, `people-acting-me-${lang}-${viewport.width}`);
    await follow(page, page.locator('.acting button'));
    assert.equal(await page.locator('.acting').count(), 0);
    await context.close();

    const reader = await visitor({ viewport });
    await reader.page.goto(`${server.base}${talk.replace(/^\/\w\w/, `/${lang}`)}`);
    const shown = await words(reader.page);
    assert.ok(shown.includes(said) && shown.includes(name), shown);
    assert.ok(!shown.includes(officer), 'the public does not read who typed it');
    await reader.page.goto(`${server.base}/${lang}/${OTHER}/audit`);
    assert.ok(!(await words(reader.page)).includes(name), 'nor does the public log name anybody');
    await reader.context.close();

    const auditor = await as('auditor@ashar.example', { viewport, lang });
    await auditor.page.goto(`${server.base}/${lang}/${OTHER}/audit`);
    const row = auditor.page.locator('tr', { has: auditor.page.locator('code', { hasText: 'comment' }) }).first();
    const text = await row.innerText();
    assert.ok(text.includes(officer) && text.includes(name), text);
    await judge(auditor.page, `people-audit-${lang}-${viewport.width}`);
    await auditor.context.close();
    const verify = run('audit', 'verify', '--db', server.db);
    assert.equal(verify.status, 0, verify.err);
  });
