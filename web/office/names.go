package office

import (
	"context"
	"strconv"
	"strings"

	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

// nameBook reads each name once for one page.
type nameBook struct {
	ctx     context.Context
	surface *Surface
	lang    i18n.Lang
	known   map[string]string
}

func (s *Surface) names(ctx context.Context, lang i18n.Lang) nameBook {
	return nameBook{ctx: ctx, surface: s, lang: lang, known: map[string]string{}}
}

func (n nameBook) once(label string, read func() (string, error)) (string, error) {
	if name, ok := n.known[label]; ok {
		return name, nil
	}
	name, err := read()
	if gone, err := absent(err); err != nil {
		return "", err
	} else if gone {
		name = label
	}
	n.known[label] = name
	return name, nil
}

func (n nameBook) person(id int64) (string, error) {
	return n.once("person:"+number(id), func() (string, error) {
		person, err := n.surface.People.Person(n.ctx, id)
		return person.FullName, err
	})
}

// staff is "" for nobody.
func (n nameBook) staff(id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	return n.once("staff:"+number(id), func() (string, error) {
		staff, err := n.surface.Staff.Staff(n.ctx, id)
		return staff.Name(n.lang), err
	})
}

// actor is who did what a history tells: "staff:12", "person:5", or the program itself.
func (n nameBook) actor(v *page.View, label string) (string, error) {
	kind, text, _ := strings.Cut(label, ":")
	id, err := strconv.ParseInt(text, 10, 64)
	switch {
	case kind == "staff" && err == nil:
		return n.staff(id)
	case kind == "person" || kind == "phone":
		return v.T("office.actor.person"), nil
	}
	return v.T("office.actor.system"), nil
}

// departments are the names of all departments.
func (s *Surface) departments(ctx context.Context, lang i18n.Lang) (map[casework.DepartmentID]string, error) {
	list, err := s.Office.Departments(ctx)
	names := make(map[casework.DepartmentID]string, len(list))
	for _, d := range list {
		names[d.ID] = inLang(lang, d.NameAr, d.NameEn)
	}
	return names, err
}
