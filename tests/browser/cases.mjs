// What the certificates of this test say, beside the example of the repository.
//
// `pages` are the sheets that the page takes when a browser prints it, and those of the PDF.

export const cases = [
  { name: 'english', language: 'en', pages: { browser: 2, pdf: 2 } },
  {
    name: 'greek',
    language: 'el',
    pages: { browser: 2, pdf: 2 },
    learner: 'Ελένη Παπαδοπούλου',
    texts: {
      title: 'Πράσινες δεξιότητες για εκπαιδευτές επαγγελματικής κατάρτισης',
      description: 'Πώς σχεδιάζεται ένας ενεργειακός έλεγχος σε εργαστήριο κατάρτισης και πώς διδάσκεται σε άλλους.',
      body: 'Κέντρο Επαγγελματικής Κατάρτισης «Παράδειγμα»',
      outcomes: [
        'Σχεδιάζει ενεργειακό έλεγχο εργαστηρίου κατάρτισης',
        'Παράγει ψηφιακό διδακτικό υλικό για την εξοικονόμηση ενέργειας',
        'Γνωρίζει τις ενεργειακές κλάσεις των μηχανημάτων του εργαστηρίου',
      ],
      agency: 'Φορέας Διασφάλισης Ποιότητας',
      prerequisites: 'Εμπειρία ως εκπαιδευτής στην επαγγελματική εκπαίδευση και κατάρτιση.',
    },
  },
  {
    name: 'bulgarian',
    language: 'bg',
    pages: { browser: 2, pdf: 2 },
    learner: 'Десислава Георгиева',
    texts: {
      title: 'Зелени умения за обучители в професионалното образование',
      description: 'Как се планира енергиен одит на учебна работилница и как това се преподава на други.',
      body: 'Примерен център за професионално обучение',
      outcomes: [
        'Планира енергиен одит на учебна работилница',
        'Създава цифрови учебни материали за пестене на енергия',
        'Познава енергийните класове на машините в работилницата',
      ],
      agency: 'Примерна агенция за качество',
      prerequisites: 'Опит като обучител в професионалното образование и обучение.',
    },
  },
  {
    name: 'maltese',
    language: 'mt',
    pages: { browser: 2, pdf: 2 },
    learner: 'Ġorġa Ħabib Żammit',
    texts: {
      title: 'Ħiliet ekoloġiċi għall-għalliema tat-taħriġ vokazzjonali',
      description: 'Kif jiġi ppjanat verifika tal-enerġija f’ħanut tax-xogħol u kif dan jiġi mgħallem lil oħrajn.',
      body: 'Ċentru ta’ Taħriġ Vokazzjonali',
      outcomes: [
        'Jippjana verifika tal-enerġija ta’ ħanut tax-xogħol',
        'Jipproduċi materjal diġitali dwar l-iffrankar tal-enerġija',
        'Jaf il-klassijiet tal-enerġija tal-magni',
      ],
      agency: 'Aġenzija tal-Kwalità',
      prerequisites: 'Esperjenza bħala għalliem fl-edukazzjoni u t-taħriġ vokazzjonali.',
    },
  },
  {
    name: 'irish',
    language: 'ga',
    pages: { browser: 2, pdf: 2 },
    learner: 'Síle Ní Ḋoṁnaill',
    texts: {
      title: 'Scileanna glasa d’oiliúnóirí gairmoideachais',
      description: 'Conas iniúchadh fuinnimh a phleanáil i gceardlann oiliúna agus é a mhúineadh do dhaoine eile.',
      body: 'Ionad Gairmoideachais Samplach',
      outcomes: [
        'Pleanálann iniúchadh fuinnimh ar cheardlann oiliúna',
        'Táirgeann ábhar teagaisc digiteach faoi choigilt fuinnimh',
        'Tá eolas ar rangú fuinnimh na meaisíní',
      ],
      agency: 'Gníomhaireacht Cáilíochta',
      prerequisites: 'Taithí mar oiliúnóir sa ghairmoideachas agus sa ghairmoiliúint.',
    },
  },
  {
    name: 'long-german',
    language: 'de',
    pages: { browser: 2, pdf: 3 },
    learner: 'Dr. Maximiliane Freifrau von Hohenzollern-Sigmaringen-Donaudampfschifffahrtsgesellschaft',
    texts: {
      title:
        'Energieeffizienzmaßnahmenplanungskompetenz und Wärmepumpenanlagenbetriebsführung für Ausbildungspersonal in der überbetrieblichen beruflichen Weiterbildung unter besonderer Berücksichtigung der Gebäudeautomationssysteme',
      description: 'Wie eine Energieprüfung in einer Lehrwerkstatt geplant und anderen beigebracht wird.',
      body: 'Bundesarbeitsgemeinschaft der Berufsbildungseinrichtungen für Energie- und Gebäudetechnik',
      outcomes: [
        'Plant eine Energieprüfung einer Lehrwerkstatt',
        'Stellt digitales Lehrmaterial zum Energiesparen her',
        'Kennt die Energieeffizienzklassen der Werkstattmaschinen',
      ],
      agency: 'Akkreditierungsagentur',
      prerequisites: 'Erfahrung als Ausbilderin oder Ausbilder.',
    },
  },
  {
    name: 'hostile',
    language: 'en',
    pages: { browser: 2, pdf: 2 },
    learner: '<script>document.title = "taken"</script>',
    texts: {
      title: ') >> endobj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >>',
      description: '<img src=x onerror=alert(1)> [here](javascript:alert(1))',
      body: '"><iframe src="https://attacker.example/"></iframe>',
      outcomes: ['<a href="https://attacker.example/">one</a>', '</style><style>*{display:none}', '<!--'],
      agency: '</main></body></html>',
      prerequisites: '&lt;script&gt;',
    },
  },
]

/** The example with the texts of a case. */
export function microCredential(example, { language, learner, texts }) {
  const held = structuredClone(example)
  if (learner) {
    held.learner.name = learner
    delete held.learner.givenName
    delete held.learner.familyName
  }
  if (texts) {
    const { offer } = held
    const said = (text, words) => ({ ...(typeof text === 'string' ? { und: text } : text), [language]: words })
    offer.title = said(offer.title, texts.title)
    offer.description = said(offer.description, texts.description)
    offer.prerequisites = said(offer.prerequisites, texts.prerequisites)
    offer.awardingBodies[0].name = said(offer.awardingBodies[0].name, texts.body)
    offer.qualityAssurance[0].agency.name = said(offer.qualityAssurance[0].agency.name, texts.agency)
    texts.outcomes.forEach((words, at) => {
      offer.learningOutcomes[at].text = said(offer.learningOutcomes[at].text, words)
    })
  }
  return held
}
