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
	id     int64
	number int // from 1; the mobile number ends in it
	woman  bool
	asked  bool // has an audience request that may still lead somewhere
}

// invent makes up the next person: two in five are women, one in eight a resident, who may
// prefer English.
func (s *story) invent() *person {
	n := len(s.people)
	p := &person{number: n + 1, woman: n%5 == 2 || n%5 == 4}
	resident := n%8 == 6
	p.Section, p.Language = booking.SectionMen, "ar"
	if p.woman {
		p.Section = booking.SectionWomen
	}
	if resident && n%3 != 0 {
		p.Language = "en"
	}
	p.FullName = fullName(n, p.woman, resident, p.Language)
	p.Phone = phoneOf(p.number)
	first := "19"
	if resident {
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
		if language == "en" {
			return pick(residentsEnglish, n/8)
		}
		return pick(residentsArabic, n/8)
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

var residentsArabic = []string{
	"عمر حسن إبراهيم الخطيب", "ليلى محمود سعيد حداد", "طارق عبدالرحيم أمين الطيب", "هبة مصطفى كامل رضوان", "أنور صلاح الدين عثمان بابكر",
	"رنا وليد جميل الأتاسي", "عبدالباسط يحيى قاسم الحكيمي",
}

var residentsEnglish = []string{
	"Imran Yusuf Rahman Qureshi", "Maria Lourdes Reyes Santos", "Joseph Anil Thomas Varghese", "Amina Tariq Hussain Malik", "Rafiqul Islam Abdul Hakim",
	"Grace Njeri Mwangi Kamau", "Suresh Kumar Pillai Nair", "Daniel James Okafor Eze", "Siti Nurhaliza Ahmad Salleh", "Mark Anthony Cruz Dela Rosa",
	"Farah Naz Iqbal Sheikh", "Peter Michael Hansen Lund", "Samira Osman Abdi Farah",
}
