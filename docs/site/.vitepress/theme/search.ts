/* MiniSearch with the words of this site, in place of the package of that name. */
import Base, { type Options } from '../../node_modules/minisearch/dist/es/index.js'
import { words } from '../words'

export default class MiniSearch<T> extends Base<T> {
  static override loadJSON<T>(json: string, options: Options<T>): Base<T> {
    return Base.loadJSON(json, { ...options, tokenize: words })
  }
}
