package page

import "net/http"

// A Message is a page that says one thing: an error page, a closed door.
type Message struct {
	View
	Icon    string
	Text    []string
	Number  string // of the request, for people who ask for help
	Actions []Button
}

// Message renders a page that says one thing, in the layout of its View.
func (r *Renderer) Message(w http.ResponseWriter, req *http.Request, status int, m *Message) error {
	return r.message.Render(w, req, status, m)
}
