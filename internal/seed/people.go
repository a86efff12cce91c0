package seed

import (
	"context"
	"fmt"

	"majlis/booking"
	"majlis/internal/identity"
)

// A person is somebody of the demonstration.
type person struct {
	identity.Registration
	id       int64
	number   int // from 1; the mobile number ends in it
	woman    bool
	resident bool
	asked    bool   // has an audience request that may still lead somewhere
	guest    *guest // of the sessions of the present; nil for most
}

// invent makes up the next person: two in five are women, one in eight a resident, who may
// prefer English.
func (s *story) invent() *person {
	n := len(s.people)
	p := &person{number: n + 1, woman: n%5 == 2 || n%5 == 4}
	p.resident = n%8 == 6
	p.Section, p.Language = booking.SectionMen, "ar"
	if p.woman {
		p.Section = booking.SectionWomen
	}
	if p.resident && n%3 != 0 {
		p.Language = "en"
	}
	p.FullName = fullName(n, p.woman, p.resident, p.Language)
	p.Phone = phoneOf(p.number)
	first := "19"
	if p.resident {
		first = "29"
	}
	p.NationalID = nationalID(first + fmt.Sprintf("%07d", 4100000+n*7919%900000))
	s.people = append(s.people, p)
	return p
}

// phoneOf is the mobile number of the n-th person: 0500000001 and so on.
func phoneOf(n int) string { return fmt.Sprintf("+9665%08d", n) }

// nationalID adds the check digit to nine digits: one of the ten always fits.
func nationalID(nine string) (id identity.NationalID) {
	for check := range 10 {
		if fits, err := identity.ParseNationalID(fmt.Sprint(nine, check)); err == nil {
			id = fits
		}
	}
	return id
}

// register lets a person be known to the office.
func (s *story) register(ctx context.Context, p *person) error {
	if p.id != 0 {
		return nil
	}
	known, err := s.People.Register(ctx, p.Registration)
	if err != nil {
		return fmt.Errorf("register person %d: %w", p.number, err)
	}
	p.id = known.ID
	return nil
}

// fullName is a name of four parts; numbers that share no factor with the lists' lengths keep two
// people from having the same.
func fullName(n int, woman, resident bool, language string) string {
	if resident {
		names := residentsArabic
		if language == "en" {
			names = residentsEnglish
		}
		n /= 8 // every eighth person is a resident
		return pick(names.first, n) + " " + pick(names.fathers, n) + " " + pick(names.grandfathers, n) + " " + pick(names.families, n)
	}
	first := pick(men, n*5+n/7)
	if woman {
		first = pick(women, n*3+n/5)
	}
	return first + " " + pick(men, n*7+3) + " " + pick(men, n*11+5) + " " + pick(families, n*13+n/3)
}

func pick[T any](list []T, n int) T { return list[n%len(list)] }

var men = []string{
	"محمد", "عبدالله", "فهد", "سعود", "خالد", "إبراهيم", "ناصر", "صالح", "عبدالرحمن", "يوسف", "سلمان", "تركي", "ماجد", "بندر", "سعد",
	"عبدالعزيز", "علي", "أحمد", "مشاري", "حمد", "راشد", "عمر", "فيصل", "طلال", "نايف", "زياد", "حسن", "منصور", "عادل",
}

var women = []string{
	"نورة", "سارة", "منيرة", "هيا", "لطيفة", "ريم", "أمل", "الجوهرة", "عائشة", "فاطمة", "مها", "دانة", "هند", "حصة", "وفاء", "أسماء", "شهد", "بدرية", "مريم",
}

var families = []string{
	"الدوسري", "القحطاني", "الغامدي", "الزهراني", "الشهري", "العتيبي", "الحربي", "المطيري", "الشمري", "العنزي", "السبيعي", "البقمي",
	"الثبيتي", "المالكي", "الجهني", "البلوي", "الرويلي", "الخالدي", "العمري", "الأسمري", "العسيري", "اليامي", "الحازمي", "السلمي",
	"الفيفي", "الصاعدي", "النجدي", "الرشيدي", "المري", "الهاجري", "العريني",
}

// parts are the four parts of names, in lists whose lengths share no factor.
type parts struct{ first, fathers, grandfathers, families []string }

var residentsArabic = parts{
	[]string{"عمر", "طارق", "أنور", "ياسين", "وسام"}, []string{"حسن", "محمود", "عبدالرحيم"}, []string{"أمين", "عثمان", "جميل", "قاسم"},
	[]string{"الخطيب", "حداد", "الطيب", "رضوان", "بابكر", "الأتاسي", "الحكيمي"},
}

var residentsEnglish = parts{
	[]string{"Imran", "Joseph", "Rafiqul", "Suresh", "Daniel", "Mark", "Peter"}, []string{"Yusuf", "Anil", "Abdul", "Kumar", "James"},
	[]string{"Rahman", "Thomas", "Hakim", "Anthony"}, []string{"Qureshi", "Varghese", "Islam", "Nair", "Okafor", "Santos", "Lund", "Malik", "Mwangi"},
}
