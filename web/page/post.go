package page

// A Post is one button that sends a form of its own: an action in a line of a table.
type Post struct {
	Action string // path
	Fields []Hidden
	Button Button
}

func (Post) component() string { return "post" }
