package e2e

import "testing"

func TestPublicPages(t *testing.T) {
	site := startApp(t)
	runBrowser(t, "public.ts", map[string]string{"MAJLIS_URL": site.URL})
}
