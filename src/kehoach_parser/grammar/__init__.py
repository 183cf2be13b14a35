"""Vocabulary as data: loads `grammars/` (and a user's own files laid over it) and compiles what the stages ask for.

Guarantees after `load_grammar`:
1. every file is a mapping from a known section to a list of entries with unique ids, every scalar is a string;
2. an entry of a later directory replaces the entry with the same id, `remove: "true"` deletes it;
3. `digest` changes exactly when a byte of a file changes.
"""

from kehoach_parser.grammar.fold import LOWER, UPPER, fold, strip_marks
from kehoach_parser.grammar.loader import Grammar, builtin_directory, load_grammar
from kehoach_parser.grammar.phrases import holds_one, phrase_table, signs_of, trie_pattern, word_pattern

__all__ = ["LOWER", "UPPER", "Grammar", "builtin_directory", "fold", "holds_one", "load_grammar", "phrase_table", "signs_of", "strip_marks", "trie_pattern", "word_pattern"]
