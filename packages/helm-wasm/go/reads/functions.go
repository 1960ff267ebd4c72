package reads

import "strings"

// function is what one does with its arguments. Of one that is not here, whoever looks at what it gives reads all of them.
type function struct {
	// With fewer arguments the template fails.
	least int
	apply func(a *analysis, args []value) value
}

var functions map[string]function

func init() {
	functions = map[string]function{
		"include": {2, include},
		"tpl":     {2, func(a *analysis, args []value) value { return a.template(args[0], args[1]) }},
		// What it says is read by a person, when nothing is rendered.
		"fail":     {0, func(*analysis, []value) value { return textOf("") }},
		"required": {2, func(a *analysis, args []value) value { return oneOf(a, args[1:2]) }},
		"ternary": {3, func(a *analysis, args []value) value {
			a.ask(args[2])
			return a.either(args[0], args[1])
		}},
		"dict":      {0, dict},
		"index":     {1, index},
		"get":       {2, index},
		"hasKey":    {2, hasKey},
		"dig":       {3, dig},
		"pluck":     {2, pluck},
		"pick":      {1, pick},
		"set":       {3, set},
		"values":    {1, values},
		"fromYaml":  {1, fromYAML},
		"fromJson":  {1, fromYAML},
		"splitList": {2, func(a *analysis, args []value) value { return split(a, args, args[1], args[0]) }},
		"printf":    {1, printf},
		"print":     {0, print},
		"slice":     {1, func(a *analysis, args []value) value { return some(a, args[:1]) }},
		"regexSplit": {3, func(a *analysis, args []value) value {
			// Of regular expressions, those that are one character.
			if written, isKnown := args[0].literals(); isKnown && len(written) == 1 && (written[0] == `\.` || written[0] == "/" || written[0] == "-") {
				return split(a, args, args[1], textOf(strings.TrimPrefix(written[0], `\`)))
			}
			return a.derive(args, false)
		}},
		"replace":    written(3, func(all []string) string { return strings.ReplaceAll(all[2], all[0], all[1]) }),
		"trimSuffix": written(2, func(all []string) string { return strings.TrimSuffix(all[1], all[0]) }),
		"trimPrefix": written(2, func(all []string) string { return strings.TrimPrefix(all[1], all[0]) }),
		"lower":      written(1, func(all []string) string { return strings.ToLower(all[0]) }),
		"upper":      written(1, func(all []string) string { return strings.ToUpper(all[0]) }),
		"trim":       written(1, func(all []string) string { return strings.TrimSpace(all[0]) }),
		"toString":   written(1, func(all []string) string { return all[0] }),
	}
	for apply, names := range map[*function][]string{
		{0, oneOf}: {"default", "coalesce", "and", "or", "deepCopy", "mustDeepCopy"},
		{0, asked}: {"not", "empty", "kindIs", "kindOf", "typeIs", "typeIsLike", "typeOf", "all", "any"},
		{1, keys}:  {"keys", "len"},
		{1, first}: {"omit", "unset"},
		{1, merge}: {"merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"},
		{1, item}:  {"first", "mustFirst", "last", "mustLast"},
		{1, some}:  {"rest", "mustRest", "initial", "mustInitial", "reverse", "mustReverse", "uniq", "mustUniq", "compact", "mustCompact", "concat"},
		{2, added}: {"append", "mustAppend", "push", "mustPush", "prepend", "mustPrepend"},
		{0, func(a *analysis, args []value) value { return a.sequenceOf(args) }}:       {"list", "tuple"},
		{1, func(a *analysis, args []value) value { return a.derive(args[:1], true) }}: {"toYaml", "mustToYaml", "toJson", "mustToJson"},
	} {
		for _, name := range names {
			functions[name] = *apply
		}
	}
}

func (f *frame) apply(name string, args []value) value {
	known, isKnown := functions[name]
	if !isKnown || len(args) < known.least {
		return f.derive(args, false)
	}
	return known.apply(f.analysis, args)
}

func include(a *analysis, args []value) value {
	names, isKnown := args[0].literals()
	if !isKnown {
		a.open(args[0])
		return a.callAny(args[1])
	}
	given := make([]value, len(names))
	for index, name := range names {
		given[index] = a.call(name, args[1])
	}
	return a.either(given...)
}

func asked(a *analysis, args []value) value {
	for _, each := range args {
		a.ask(each)
	}
	return nothing
}

// oneOf gives one of its arguments, by what they are.
func oneOf(a *analysis, args []value) value {
	asked(a, args)
	return a.either(append(args[:len(args):len(args)], nothing)...)
}

func first(a *analysis, args []value) value {
	for _, each := range args[1:] {
		a.open(each)
	}
	return args[0]
}

func index(a *analysis, args []value) value {
	found := args[0]
	for _, key := range args[1:] {
		found = a.at(found, key)
	}
	return found
}

func hasKey(a *analysis, args []value) value {
	a.ask(a.at(args[0], args[1]))
	return nothing
}

func dig(a *analysis, args []value) value {
	last := len(args) - 1
	return a.either(index(a, append([]value{args[last]}, args[:last-1]...)), args[last-1], nothing)
}

func pluck(a *analysis, args []value) value {
	found := make([]value, 0, len(args))
	for _, each := range args[1:] {
		found = append(found, a.at(each, args[0]))
	}
	return a.listOf(found...)
}

func dict(a *analysis, args []value) value {
	entries := map[string]value{}
	for index := 0; index+1 < len(args); index += 2 {
		keys, isKnown := args[index].literals()
		if !isKnown {
			a.open(args[index])
			keys = []string{"*"}
		}
		for _, key := range keys {
			entries[key] = a.either(entries[key], args[index+1])
			if len(keys) > 1 || !isKnown {
				entries[key] = a.either(entries[key], nothing)
			}
		}
	}
	return a.dictionaryOf(entries)
}

func pick(a *analysis, args []value) value {
	entries := map[string]value{}
	for _, each := range args[1:] {
		keys, isKnown := each.literals()
		if !isKnown {
			a.open(each)
			return args[0]
		}
		for _, key := range keys {
			entries[key] = a.field(args[0], key)
		}
	}
	return a.dictionaryOf(entries)
}

// set notes what is put into a map as read: it may be read there under another name.
func set(a *analysis, args []value) value {
	a.openPlaces(args[2])
	a.open(args[1])
	a.store(args[0], args[1], a.contexts(args[2]))
	return args[0]
}

// merge puts all that is in maps into the first: what lies in the values counts as read.
func merge(a *analysis, args []value) value {
	for index, each := range args {
		a.openPlaces(each)
		if index == 0 {
			continue
		}
		for _, one := range each.things {
			if one.kind == context {
				a.store(args[0], textOf("Values"), placeAt(one.scope.prefix))
			}
			for key, entry := range one.entries {
				a.store(args[0], textOf(key), a.contexts(entry))
			}
		}
	}
	return oneOf(a, args)
}

// fromYAML gives what YAML was made of again, where nothing else is in the text.
func fromYAML(a *analysis, args []value) value {
	if !args[0].isYAML() {
		return a.derive(args, false)
	}
	found := []value{nothing}
	for _, one := range args[0].things {
		if one.isYAML {
			found = append(found, one.items[0])
		}
	}
	return a.either(found...)
}
