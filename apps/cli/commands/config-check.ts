import { checkConfiguration, problemText } from '#config'
import { ValidationError } from '#core'
import type { CommandLine } from '../arguments.ts'
import { requiredDatasources, settingsOf } from '../connect.ts'

/** `ajna config check`: every problem and warning of both files. @returns whether the product would start with them */
export async function configCheck(line: CommandLine): Promise<boolean> {
  if (line.words[0] !== 'check') throw new ValidationError('VALIDATION_ERROR', 'Say "ajna config check".')
  const settings = settingsOf(line)
  const report = await checkConfiguration({ datasources: requiredDatasources(settings), engine: settings.engine })
  for (const problem of report.problems) process.stderr.write(`error: ${problemText(problem)}\n`)
  for (const warning of report.warnings) process.stderr.write(`warning: ${warning}\n`)
  if (report.problems.length === 0) process.stdout.write('The configuration is valid.\n')
  return report.problems.length === 0
}
