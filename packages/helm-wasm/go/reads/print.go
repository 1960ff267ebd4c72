package reads

import (
	"slices"
	"strings"
)

// print keeps YAML that stands alone as what it was made of: whoever includes the template may read it again.
func (f *frame) print(given value) {
	switch {
	// Of what Helm renders itself nobody reads more.
	case f.depth > 1 && given.isYAML() && f.output.isBlank():
		given.marks |= f.output.marks
		f.output = given
	case given.isBlank() && f.output.isYAML():
	default:
		f.open(f.output)
		f.open(given)
		f.output = f.joined(f.output, given)
	}
}

// isYAML says whether a value is nothing but YAML that was made of something, and blanks.
func (v value) isYAML() bool {
	return slices.ContainsFunc(v.things, func(one *thing) bool { return one.isYAML }) &&
		!slices.ContainsFunc(v.things, func(one *thing) bool {
			return !one.isYAML && (one.kind != text || strings.TrimSpace(one.text) != "")
		})
}

func (v value) isBlank() bool {
	written, isKnown := v.literals()
	return isKnown && !slices.ContainsFunc(written, func(each string) bool { return strings.TrimSpace(each) != "" })
}

// maxTexts is how many texts one thing may be before it is any text.
const maxTexts = 16

// joined is one text after the other.
func (a *analysis) joined(first, second value) value {
	heads, known := first.literals()
	tails, alsoKnown := second.literals()
	if !known || !alsoKnown || len(heads)*len(tails) > maxTexts {
		return marked(first.marks | second.marks)
	}
	found := make([]value, 0, len(heads)*len(tails))
	for _, head := range heads {
		for _, tail := range tails {
			found = append(found, textOf(head+tail))
		}
	}
	return a.either(found...)
}
