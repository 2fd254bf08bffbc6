/** PostgreSQL's fixed zone abbreviations (its default timezone_abbreviations) by their offset in seconds, east positive. */
const FIXED = `
  -36000: hst taht
  -34200: mart
  -32400: akst gamt
  -28800: akdt pst
  -25200: mst pdt
  -21600: cst mdt galt
  -18000: act cot cdt est pet
  -14400: bot edt amt ast
  -12600: nft nst
  -10800: bra brt clst gft pmst pyst uyt wgt adt
  -9000: ndt
  -7200: brst fnt pmdt uyst wgst
  -3600: egt fnst azot
  0: egst azost gmt uct ut utc z zulu wet
  3600: wat bst cet met mez wetdst
  7200: sast ist bdst cest cetdst eet mest mesz metdst
  10800: eat idt eest eetdst fet
  12600: irt
  14400: msd mut ret sct
  16200: aft
  18000: pkt tjt uzt must mvt tft
  20700: npt
  21600: almt bdt btt kgst pkst uzst xjt yekst
  23400: mmt
  25200: almst ict wast cxt
  28800: bnt bort cct hkt myt pht awst wadt
  31500: acwst
  32400: jayt jst kst ulast awsst wdt pwt
  34200: acst cast
  36000: ddut kdt aest ligt chut mpt pgt trut yapt
  37800: acsst acdt cadt lhst sadt
  39600: aesst aedt pont vut
  43200: nzt fjt gilt mht nzst tvt wakt wft
  45900: chast
  46800: fjst nzdt tot
  49500: chadt
`

/** Abbreviations whose offset has changed over the years, and the zone that says when. */
const OF_ZONES = `
  America/Argentina/Buenos_Aires: art arst
  America/Asuncion: pyt
  America/Caracas: vet
  America/Guyana: gyt
  America/Santiago: clt
  Antarctica/Davis: davt
  Antarctica/Mawson: mawt
  Asia/Anadyr: anast anat
  Asia/Ashgabat: tmt
  Asia/Baku: azst azt
  Asia/Bishkek: kgt
  Asia/Colombo: lkt
  Asia/Irkutsk: irkst irkt
  Asia/Kamchatka: petst pett
  Asia/Krasnoyarsk: krast krat
  Asia/Magadan: magst magt
  Asia/Novosibirsk: novst novt
  Asia/Omsk: omsst omst
  Asia/Singapore: sgt
  Asia/Tbilisi: gest get
  Asia/Ulaanbaatar: ulat
  Asia/Vladivostok: vlast vlat
  Asia/Yakutsk: yakst yakt
  Asia/Yekaterinburg: yekt
  Asia/Yerevan: amst
  Atlantic/Stanley: fkst fkt
  Australia/Lord_Howe: lhdt
  Europe/Volgograd: volt
  Indian/Chagos: iot
  Pacific/Easter: easst east
  Pacific/Fakaofo: tkt
  Pacific/Kiritimati: lint
  Pacific/Kosrae: kost
  Pacific/Niue: nut
  Pacific/Rarotonga: ckt
`

/** Offsets in seconds, east positive, by lower-case abbreviation. */
export const FIXED_ABBREVIATIONS: ReadonlyMap<string, number> = new Map(
  entriesOf(FIXED).map(([offset, name]) => [name, Number(offset)]),
)

/** Names of zones by lower-case abbreviation. */
export const ZONE_ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  entriesOf(OF_ZONES).map(([zone, name]) => [name, zone]),
)

function entriesOf(table: string): readonly (readonly [key: string, name: string])[] {
  const lines = table.trim().split('\n')
  return lines.flatMap((line) => {
    const [key = '', names = ''] = line.trim().split(': ')
    return names.split(' ').map((name) => [key, name] as const)
  })
}
