// A live page in a browser: what somebody else writes appears without a reload; where streams are refused the page polls.
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { follow, signIn, startServer, stopBrowser, test, visitor } from './lib.mjs';
import { PASSWORD, PLACE, account, announce, counts, enter, numbers } from './hall.mjs';

const DISCUSSION = '/ky/41702210896000/plan/2/discussion';

after(stopBrowser);

async function comment(server, words) {
  const { page, context } = await visitor();
  await signIn(page, server.base, 'ky', 'jaran@tor.example', 'ashar-demo');
  await page.goto(server.base + DISCUSSION);
  await page.fill('textarea[name=words]', words);
  await page.check('input[name=shown][value=village]');
  await page.locator('select[name=village] option:not([value=""])').first().evaluate((o) => { o.selected = true; });
  await follow(page, page.locator('form[action$="/comments"] button'));
  assert.match(await page.textContent('main'), new RegExp(words));
  await context.close();
}

// The numbers of a hall grow on a resident's page whose stream is refused.
async function hallByPolling(server) {
  account(server, 'secretary-poll@kok-jar.example', 'Катчы Айгүл', 'secretary');
  const officer = await visitor(), resident = await visitor();
  await signIn(officer.page, server.base, 'ky', 'secretary-poll@kok-jar.example', PASSWORD);
  const meeting = await announce(officer.page, `${server.base}/ky/${PLACE}`);
  await resident.page.goto(`${meeting}/live`);
  await resident.page.evaluate(() => { window.sameDocument = true; });
  assert.deepEqual(await numbers(resident.page), ['0', '0']);
  await officer.page.goto(`${meeting}/hall`);
  await enter(officer.page, 'main form[action$="/hall/roll"]', { count: '4' }, 'button[value="f 29-59"]');
  await counts(resident.page, 4, 4);
  assert.equal(await resident.page.evaluate(() => window.sameDocument), true);
  for (const { context } of [officer, resident]) await context.close();
}

for (const [what, args] of [['by its stream', []], ['by polling where nobody may follow any more', ['--live-followers', '1', '--live-poll', '5']]]) {
  test(`a comment of somebody else appears ${what}`, async () => {
    const server = await startServer({ args });
    const first = await visitor();
    await first.page.goto(server.base + DISCUSSION); // takes the one place there is in the second case
    await first.page.waitForFunction(() => document.querySelector('[data-live]').stream?.readyState === 1);
    const reader = await visitor();
    await reader.page.goto(server.base + DISCUSSION);
    await reader.page.evaluate(() => { window.sameDocument = true; });
    await comment(server, 'Жыйын кечинде болсун');
    for (const { page } of [first, reader]) await page.getByText('Жыйын кечинде болсун').waitFor();
    assert.equal(await reader.page.evaluate(() => window.sameDocument), true);
    if (args.length) await hallByPolling(server);
    await first.context.close();
    await reader.context.close();
    await server.stop();
  });
}
