// Certificates in a real browser, on a desk and on a phone, and on paper; their PDFs as poppler reads them.
//
//   node check.mjs MICROCRED CHROMIUM EXAMPLE OUT
//
// OUT keeps the pages, the documents and the pictures, for people to look at.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { cases, microCredential } from './cases.mjs'

const [microcred, executablePath, examplePath, out] = process.argv.slice(2).map((one) => (one.includes('/') ? resolve(one) : one))
const example = JSON.parse(readFileSync(examplePath, 'utf8'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const words = wordsOfInterface()

const profile = mkdtempSync(join(tmpdir(), 'microcred-browser-'))
const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  offline: true,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
})
try {
  run(microcred, 'keygen', '--type', 'ed25519', '--out', join(profile, 'key.json'))
  for (const one of cases) {
    const made = render(one)
    await inBrowser(one, made)
    onPaper(one, made)
    console.log(`${one.name}: as a page and as a document`)
  }
} finally {
  await browser.close()
  rmSync(profile, { recursive: true, force: true })
}

function render(one) {
  const place = (ending) => join(out, `${one.name}.${ending}`)
  writeFileSync(place('unsigned.json'), JSON.stringify(microCredential(example, one)))
  run(microcred, 'issue', place('unsigned.json'), '--key', join(profile, 'key.json'), '--carrier', 'extended', '--out', place('json'), '--force')
  const link = ['--link', `https://vet.example/credentials/${one.name}.json`]
  for (const format of ['html', 'pdf', 'svg', 'png']) {
    const more = format === 'html' || format === 'pdf' ? link : []
    run(microcred, 'render', place('json'), '--lang', one.language, '--format', format, ...more, '--out', place(format), '--force')
  }
  return { html: place('html'), pdf: place('pdf'), picture: (name) => place(`${name}.png`), printed: place('printed.pdf') }
}

async function inBrowser(one, made) {
  const page = await browser.newPage()
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => assert.fail(`the browser says: ${message.text()}`))
  const address = pathToFileURL(made.html).href
  for (const [name, viewport] of [['desk', { width: 1280, height: 900 }], ['phone', { width: 360, height: 740 }]]) {
    await page.setViewportSize(viewport)
    await page.goto(address)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(wide <= viewport.width, `${one.name}: ${wide} wide on ${viewport.width}`)
    await page.screenshot({ path: made.picture(name), fullPage: true })
    const found = await page.evaluate(async (source) => {
      ;(0, eval)(source)
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    }, axe)
    assert.deepEqual(found, [], `${one.name} on a ${name}`)
  }
  assert.deepEqual(asked.filter((url) => url !== address && !url.startsWith('data:')), [])
  const active = await page.evaluate(() => ({
    parts: document.querySelectorAll('script, iframe, object, embed, form, a, link, base, video, audio').length,
    handlers: [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith('on')),
    language: document.documentElement.lang,
    title: document.title,
    rows: [...document.querySelectorAll('dl > div')].map((row) => [...row.children].map((cell) => cell.tagName).join()),
  }))
  assert.deepEqual({ ...active, rows: undefined }, { parts: 0, handlers: [], language: one.language, title: title(one), rows: undefined })
  assert.ok(active.rows.length >= 3 && active.rows.every((row) => row === 'DT,DD'), active.rows.join(' '))
  await tree(page, one)

  writeFileSync(made.printed, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
  assert.equal(information(made.printed).Pages, String(one.pages.browser), `${one.name}: pages that the browser prints`)
  await page.close()
}

// What a screen reader is told.
async function tree(page, one) {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const seen = nodes.filter((node) => !node.ignored)
  const roles = (role) => seen.filter((node) => node.role?.value === role)
  const level = (node) => node.properties?.find(({ name }) => name === 'level')?.value.value
  const headings = roles('heading')
  assert.equal(headings.filter((node) => level(node) === 1).length, 1, `${one.name}: one title`)
  assert.ok(headings.every((node) => level(node) <= 2) && headings.length >= 15, `${one.name}: ${headings.length} headings`)
  for (const landmark of ['banner', 'main', 'contentinfo']) {
    assert.equal(roles(landmark).length, 1, `${one.name}: one ${landmark}`)
  }
  const pictures = [...roles('image'), ...roles('img')]
  assert.ok(pictures.length >= 1 && pictures.every((node) => node.name?.value), `${one.name}: pictures have names`)
}

function onPaper(one, made) {
  const about = information(made.pdf)
  assert.deepEqual(
    [about.Title, about.Tagged, about.JavaScript, about.Form, about.Encrypted, about.Pages, about['Page size']],
    [title(one), 'yes', 'no', 'none', 'no', String(one.pages.pdf), '595.28 x 841.89 pts (A4)'],
  )
  const claims = run('pdfinfo', '-meta', made.pdf)
  for (const claim of ['<pdfuaid:part>1<', '<pdfaid:part>2<', '<pdfaid:conformance>A<']) {
    assert.ok(claims.includes(claim), `${one.name}: no ${claim} in ${claims}`)
  }
  const fonts = run('pdffonts', made.pdf).trim().split('\n').slice(2)
  assert.ok(fonts.length >= 2, 'there are fonts')
  for (const font of fonts) {
    // Embedded, subset, with a way back to Unicode.
    assert.match(font, /\s+yes\s+yes\s+yes\s+\d+\s+\d+$/, font)
  }
  assert.equal(run('pdfinfo', '-url', made.pdf).trim().split('\n').length, 1, 'no links')
  // A line may end behind a hyphen.
  const plain = (text) => text.replace(/[\s\u00ad]+/gu, ' ').replaceAll('- ', '-')
  const text = plain(run('pdftotext', '-raw', made.pdf, '-'))
  const said = ['micro-credential', 'learner', 'description', 'outcomes', 'workload', 'level', 'assessment', 'participation', 'quality',
    'supervision', 'grade', 'stackability', 'verification', 'issuer', 'caution'].map((key) => words(key, one.language))
  const texts = one.texts ?? { title: example.offer.title.en, outcomes: example.offer.learningOutcomes.map(({ text }) => text.en) }
  const order = [said[0], texts.title, said[1], one.learner ?? example.learner.name, ...said.slice(2, 4), ...texts.outcomes, ...said.slice(4)]
  let at = 0
  for (const wanted of order.map(plain)) {
    const found = text.indexOf(wanted, at)
    assert.ok(found >= 0, `${one.name}: no "${wanted}" after character ${at} of\n${text}`)
    at = found + wanted.length
  }
  const structure = run('pdfinfo', '-struct', made.pdf)
  for (const element of ['Document', 'H1', 'H2', 'L', 'LI', 'LBody', 'Figure', 'P']) {
    assert.ok(new RegExp(`^\\s*${element}\\b`, 'm').test(structure), `${one.name}: no ${element}`)
  }
  run('pdftoppm', '-r', '80', '-png', made.pdf, made.pdf.replace(/\.pdf$/, '.page'))
}

function title(one) {
  return one.texts?.title ?? example.offer.title.en
}

function information(path) {
  return Object.fromEntries(run('pdfinfo', path).trim().split('\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1).trim()]))
}

function wordsOfInterface() {
  const table = readFileSync(new URL('../../vocab/interface/words.tsv', import.meta.url), 'utf8')
  const rows = table.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'))
  const column = (language) => rows[0].indexOf(language)
  return (key, language) => rows.find(([own]) => own === key)[column(language)]
}
