package reads

import (
	"regexp"
	"strings"
)

// split gives the parts of a text that is known.
func split(a *analysis, args []value, whole, separator value) value {
	separators, isKnown := separator.literals()
	texts, alsoKnown := whole.literals()
	if !isKnown || !alsoKnown || len(separators)*len(texts) != 1 {
		return a.derive(args, false)
	}
	var items []value
	for _, each := range strings.Split(texts[0], separators[0]) {
		items = append(items, textOf(each))
	}
	return a.sequenceOf(items)
}

// print puts a blank between two that are no texts: where all are known, they are texts.
func print(a *analysis, args []value) value {
	given := textOf("")
	for _, each := range args {
		if _, isKnown := each.literals(); !isKnown {
			return a.derive(args, false)
		}
		given = a.joined(given, each)
	}
	return given
}

var verb = regexp.MustCompile(`%.`)

func printf(a *analysis, args []value) value {
	formats, isKnown := args[0].literals()
	if !isKnown || len(formats) != 1 {
		return a.derive(args, false)
	}
	pieces, verbs := verb.Split(formats[0], -1), verb.FindAllString(formats[0], -1)
	if len(verbs) != len(args)-1 {
		return a.derive(args, false)
	}
	given := textOf(pieces[0])
	for index, each := range verbs {
		if _, isKnown := args[index+1].literals(); !isKnown || (each != "%s" && each != "%v") {
			return a.derive(args, false)
		}
		given = a.joined(a.joined(given, args[index+1]), textOf(pieces[index+1]))
	}
	return given
}

// written is a function of texts alone, which is known where they are.
func written(count int, work func(all []string) string) function {
	return function{count, func(a *analysis, args []value) value {
		if len(args) != count {
			return a.derive(args, false)
		}
		texts := make([]string, 0, count)
		for _, each := range args[:count-1] {
			alternatives, isKnown := each.literals()
			if !isKnown || len(alternatives) != 1 {
				return a.derive(args, false)
			}
			texts = append(texts, alternatives[0])
		}
		last, isKnown := args[count-1].literals()
		if !isKnown {
			return a.derive(args, false)
		}
		found := make([]value, len(last))
		for index, each := range last {
			found[index] = textOf(work(append(texts[:count-1:count-1], each)))
		}
		return a.either(found...)
	}}
}
