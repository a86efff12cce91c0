package identity_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"majlis/internal/i18n"
	"majlis/internal/identity"
)

const phone = "+966501234567"

// send sends a code and reads it off the SMS.
func (o *office) send(t *testing.T) string {
	t.Helper()
	if err := o.codes.Send(context.Background(), phone, identity.CodeSignIn, "192.0.2.1", i18n.Arabic); err != nil {
		t.Fatal(err)
	}
	text := o.texts[len(o.texts)-1]
	return text[len(text)-identity.CodeDigits:]
}

func (o *office) check(code string) error {
	return o.codes.Check(context.Background(), phone, identity.CodeSignIn, code)
}

// wrong is a code that is not the given one.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestCodes_Send(t *testing.T) {
	t.Run("ends the SMS with the line that lets a browser fill the code in", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		if want := "\n@majlis.example #" + code; !contains(o.texts[0], want) {
			t.Errorf("the SMS %q lacks %q", o.texts[0], want)
		}
		if !contains(o.texts[0], phone+" رمز الدخول "+code) {
			t.Errorf("the SMS reads %q", o.texts[0])
		}
	})
	t.Run("keeps no code in the store", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		kept, err := o.store.NewestCode(context.Background(), phone, identity.CodeSignIn)
		if err != nil || contains(string(kept.Hash), code) || len(kept.Hash) != 32 {
			t.Errorf("kept %x, %v", kept.Hash, err)
		}
	})
	t.Run("sends no second one within a minute", func(t *testing.T) {
		o := newOffice(t)
		o.send(t)
		o.pass(identity.ResendAfter - time.Second)
		err := o.codes.Send(context.Background(), phone, identity.CodeSignIn, "192.0.2.1", i18n.Arabic)
		checkRefusal(t, err, "code_too_soon")
		o.pass(time.Second)
		o.send(t)
	})
	t.Run("sends six an hour to a phone and says how long to wait", func(t *testing.T) {
		o := newOffice(t)
		for range 6 {
			o.send(t)
			o.pass(identity.ResendAfter)
		}
		err := o.codes.Send(context.Background(), phone, identity.CodeSignIn, "192.0.2.1", i18n.Arabic)
		checkRefusal(t, err, "code_too_many")
		if got := refusalArg(err); got != 54 {
			t.Errorf("wait %v minutes, want 54", got)
		}
		o.pass(54 * time.Minute)
		o.send(t)
	})
	t.Run("limits one network address over many phones", func(t *testing.T) {
		o := newOffice(t)
		var err error
		for i := 0; i < 200 && err == nil; i++ {
			err = o.codes.Send(context.Background(), fmt.Sprintf("+96650%07d", i), identity.CodeSignIn, "192.0.2.1", i18n.Arabic)
		}
		checkRefusal(t, err, "code_too_many")
	})
	t.Run("counts under keys that tell nobody's number or address", func(t *testing.T) {
		o := newOffice(t)
		o.send(t)
		for _, key := range o.store.Keys() {
			if contains(key, "501234567") || contains(key, "192.0.2.1") {
				t.Errorf("counts under %q", key)
			}
		}
	})
}

func TestCodes_Check(t *testing.T) {
	t.Run("takes the right code once", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		checkRefusal(t, o.check(code), "")
		checkRefusal(t, o.check(code), "code_expired")
	})
	t.Run("folds Arabic digits and spaces", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		arabic := " "
		for _, digit := range code {
			arabic += string(digit-'0'+'٠') + " "
		}
		checkRefusal(t, o.check(arabic), "")
	})
	t.Run("ends after five minutes", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		o.pass(identity.CodeFor - time.Second)
		checkRefusal(t, o.check(wrong(code)), "code_wrong")
		o.pass(time.Second)
		checkRefusal(t, o.check(code), "code_expired")
	})
	t.Run("stands five guesses", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		for range identity.CodeTries {
			checkRefusal(t, o.check(wrong(code)), "code_wrong")
		}
		checkRefusal(t, o.check(code), "code_too_many_tries")
	})
	t.Run("does not count what cannot be a code", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		for _, typed := range []string{"", "12345", "1234567", "12345x", "abcdef"} {
			checkRefusal(t, o.check(typed), "code_wrong")
		}
		checkRefusal(t, o.check(code), "")
	})
	t.Run("takes the newest code only", func(t *testing.T) {
		o := newOffice(t)
		first := o.send(t)
		o.pass(identity.ResendAfter)
		second := o.send(t)
		if first != second {
			checkRefusal(t, o.check(first), "code_wrong")
		}
		checkRefusal(t, o.check(second), "")
	})
	t.Run("ties the code to its phone and purpose", func(t *testing.T) {
		o := newOffice(t)
		code := o.send(t)
		ctx := context.Background()
		checkRefusal(t, o.codes.Check(ctx, "+966555555555", identity.CodeSignIn, code), "code_expired")
		checkRefusal(t, o.codes.Check(ctx, phone, "other", code), "code_expired")
	})
}
