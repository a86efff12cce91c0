package page

// Texts are sentences for a page's script, which holds none of its own. A value the script
// fills in stands in braces: Add("between", v.T("…", "from", "{from}", "to", "{to}")).
type Texts struct{ Items []Text }

// A Text is one sentence and the name by which the script asks for it.
type Text struct{ Name, Text string }

// Add puts one more sentence on the page.
func (t *Texts) Add(name, text string) { t.Items = append(t.Items, Text{name, text}) }

func (Texts) component() string { return "texts" }
