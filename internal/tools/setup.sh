#!/usr/bin/env bash
# Installs what this machine lacks for one purpose, and says so:
#
#   setup.sh database   PostgreSQL's programs (no server is started by the package)
#   setup.sh browser    Chromium and Firefox, and ip for a network between them
#   setup.sh node       Node and npm
#   setup.sh compiler   a C compiler, for Go's race detector
#   setup.sh make       make itself
#   setup.sh turn       coturn, for the soak test of a relay elsewhere
#
# It does nothing, in a few milliseconds, when nothing is missing. Without the
# right to install it prints the one command to run and fails.
set -euo pipefail

purposes=("$@")

have() { command -v "$1" >/dev/null 2>&1; }

# as_root runs its arguments as root, or fails without asking anything of a
# machine that has nobody to answer.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
		sudo "$@"
	else
		return 1
	fi
}

may_install() {
	have apt-get && as_root true
}

# install asks apt for packages; $1 says what for.
install() {
	local what=$1
	shift
	if ! may_install; then
		echo "majlis: $what is missing and this account may not install it. Run:" >&2
		if have apt-get; then
			echo "    sudo $0 ${purposes[*]}" >&2
		else
			echo "    (your system's package manager) install $*" >&2
		fi
		exit 1
	fi
	echo "majlis: installing $what ($*) …" >&2
	update_lists
	apt install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

# apt runs apt-get without questions; what it says is shown only when it fails. At
# run level 1 no package starts a server.
apt() {
	local said
	said=$(as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get \
		-o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null 2>&1) || {
		echo "$said" >&2
		echo "majlis: apt-get failed" >&2
		exit 1
	}
}

updated=
update_lists() {
	[ -n "$updated" ] && return
	apt update -qq
	updated=yes
}

# have_postgres looks where the program itself looks.
have_postgres() {
	have initdb && have postgres && return
	local program
	for program in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$program" ] && return
	done
	return 1
}

need_database() {
	have_postgres && return
	# The common package first: its setting keeps the server package from
	# creating and starting a cluster that nobody asked for.
	install "PostgreSQL's tools" postgresql-common
	local conf=/etc/postgresql-common/createcluster.conf
	if ! grep -Eq '^[[:space:]]*create_main_cluster[[:space:]]*=[[:space:]]*false' "$conf" 2>/dev/null; then
		echo 'create_main_cluster = false' | as_root tee -a "$conf" >/dev/null
	fi
	install "PostgreSQL" postgresql
	have_postgres || {
		echo "majlis: PostgreSQL was installed but initdb is not under /usr/lib/postgresql/*/bin" >&2
		exit 1
	}
}

need_browser() {
	local missing=()
	have chromium || missing+=(chromium)
	have firefox-esr || missing+=(firefox-esr)
	have ip || missing+=(iproute2)
	[ ${#missing[@]} -eq 0 ] && return
	install "the browsers of the journeys" "${missing[@]}"
	local program
	for program in chromium firefox-esr ip; do
		have "$program" || {
			echo "majlis: the browsers were installed but there is no '$program' on the PATH" >&2
			exit 1
		}
	done
}

need_node() {
	if ! have node; then install "Node" nodejs npm; fi
	if ! have npm; then install "npm" npm; fi
}

need_compiler() {
	have cc || have gcc || install "a C compiler" gcc libc6-dev
}

need_make() {
	have make || install "make" make
}

need_turn() {
	have turnserver || install "coturn" coturn
}

for purpose in "${purposes[@]}"; do
	case $purpose in
	database | browser | node | compiler | make | turn) "need_$purpose" ;;
	*)
		echo "usage: $0 database|browser|node|compiler|make|turn …" >&2
		exit 2
		;;
	esac
done
