import { Select } from '../../widgets/select.tsx';
import { Field } from './field.tsx';
import type { FieldTexts, FormParameter } from './prepare-form.ts';

export interface ParameterFieldsProps {
  readonly parameters: readonly FormParameter[];
  readonly texts: FieldTexts;
  readonly faults: Readonly<Record<string, string>>;
  readonly onEdit: (name: string, text: string) => void;
}

/** A field for each parameter, as its type asks for. */
export function ParameterFields({ parameters, texts, faults, onEdit }: ParameterFieldsProps) {
  return parameters.map((parameter) => {
    const { name, type, required } = parameter;
    const text = texts[name] ?? '';
    const choices = choicesOf(parameter);
    return (
      <Field key={name} name={name} note={noteOf(parameter)} fault={faults[name]}>
        {(control) =>
          choices ? (
            <Select
              {...control}
              name={name}
              value={text}
              onChange={({ target }) => onEdit(name, target.value)}
            >
              <option value="">{required ? 'choose' : 'not given'}</option>
              {optionsOf(choices, text).map((choice) => (
                <option key={choice}>{choice}</option>
              ))}
            </Select>
          ) : (
            <input
              {...control}
              name={name}
              value={text}
              required={required}
              autoComplete="off"
              spellCheck={false}
              inputMode={type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : 'text'}
              placeholder={type === 'timestamp' ? '2026-11-23 14:00' : undefined}
              onChange={({ target }) => onEdit(name, target.value)}
            />
          )
        }
      </Field>
    );
  });
}

/** The only values that there are, where they are few. */
const choicesOf = (parameter: FormParameter): readonly string[] | undefined =>
  parameter.type === 'boolean' ? ['true', 'false'] : parameter.type === 'any' ? undefined : parameter.choices;

/** What stands in the field is shown also where a link brought what is no choice. */
const optionsOf = (choices: readonly string[], text: string): readonly string[] =>
  text === '' || choices.includes(text) ? choices : [...choices, text];

const WORDS: Readonly<Record<FormParameter['type'], string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  timestamp: 'UTC',
  any: 'bound, never pasted',
};

function noteOf(parameter: FormParameter): string {
  const { type, required } = parameter;
  const described = type === 'any' ? undefined : parameter.description;
  const said = choicesOf(parameter) || (type === 'string' && described !== undefined);
  const between = type !== 'any' && parameter.between?.join(' to ');
  return [described, !said && WORDS[type], between, !required && 'optional'].filter(Boolean).join(', ');
}
