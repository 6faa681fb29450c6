# shellcheck shell=bash
# A disposable Debian 12 machine: built once by debootstrap, booted over an overlay in memory, thrown away after use.
# Source it in a shell that has its own mount and pid namespaces (run.sh does so): whatever happens to that shell, the
# mounts and processes go with it. Nothing outside those namespaces changes but the cache folder.
#
#   machine_prepare CACHE      the tree, from the cache or built now; one machine at a time for each cache
#   machine_create HOSTNAME    an instance, not yet running: MACHINE_ROOT is its root, to install things into
#   machine_boot               starts it: systemd, logind, dbus, sshd, cron, atd; only loopback for a network
#   inside [-t SECONDS] CMD    runs CMD as root in it, with a time limit; its output and exit status
#   machine_stop               ends it; machine_create may follow

MACHINE_SUITE=bookworm
MACHINE_PACKAGES=(systemd systemd-sysv dbus libpam-systemd libpam-modules login util-linux openssh-server openssh-client
    sudo cron at pamtester sshpass expect tmux procps iproute2 libconfig9 libsodium23 libjansson4)
MACHINE_ROOT=
MACHINE_LEADER=0

machine_say() { printf 'machine: %s\n' "$*" >&2; }

# Prints why a machine can't run here; silent success when it can.
machine_lacks() {
    local tool
    [ "$(id -u)" = 0 ] || { echo "only root can boot a machine"; return; }
    for tool in debootstrap systemd-nspawn nsenter unshare flock sha256sum; do
        command -v "$tool" >/dev/null || { echo "$tool is not installed"; return; }
    done
    grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || echo "the kernel has no overlayfs"
    unshare --mount --pid --fork true 2>/dev/null || echo "new namespaces are not permitted here"
}

# The archive and proxy this host's own apt uses.
machine_mirror() {
    # shellcheck disable=SC2016 # the words are apt's, not the shell's
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $MACHINE_SUITE" 'Component: main' |
        head -n 1
}

machine_build() { # DIRECTORY
    local mirror http_proxy='' https_proxy='' packages
    mirror=$(machine_mirror)
    [ -n "$mirror" ] || { machine_say "apt knows no archive for $MACHINE_SUITE"; return 1; }
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    packages=$(IFS=,; echo "${MACHINE_PACKAGES[*]}")
    machine_say "building Debian $MACHINE_SUITE (one or two minutes, once)"
    rm -rf --one-file-system "$1.part"
    timeout -k 10 900 debootstrap --variant=minbase --include="$packages" "$MACHINE_SUITE" "$1.part" "$mirror" \
        >"$1.log" 2>&1 </dev/null || { machine_say "debootstrap failed:"; tail -n 5 "$1.log" >&2; return 1; }
    rm -rf "$1.part/var/cache/apt/archives"
    mv "$1.part" "$1"
}

machine_prepare() { # CACHE
    local key
    mkdir -p "$1" || return
    [ -e "$1/.gitignore" ] || echo '*' >"$1/.gitignore"
    exec {MACHINE_LOCK}>"$1/lock"
    flock -w 900 "$MACHINE_LOCK" || { machine_say "another run holds $1/lock"; return 1; }
    key=$(printf '%s\n' "$MACHINE_SUITE" "$(dpkg --print-architecture)" "${MACHINE_PACKAGES[@]}" | sha256sum)
    MACHINE_CACHE=$1
    MACHINE_BASE=$1/$MACHINE_SUITE-${key:0:12}
    MACHINE_LOG=$1/console.log
    [ -d "$MACHINE_BASE" ] || machine_build "$MACHINE_BASE"
}

machine_create() { # HOSTNAME
    local dir=$MACHINE_CACHE/instance
    mkdir -p "$dir" && mount -t tmpfs -o mode=0755 sekisho-e2e "$dir" && mkdir "$dir/upper" "$dir/work" "$dir/root" &&
        mount -t overlay -o "lowerdir=$MACHINE_BASE,upperdir=$dir/upper,workdir=$dir/work" overlay "$dir/root" || return
    MACHINE_DIR=$dir
    MACHINE_ROOT=$dir/root
    MACHINE_NAME=$1
    echo "$1" >"$MACHINE_ROOT/etc/hostname"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >"$MACHINE_ROOT/etc/hosts"
}

# The machine's own first process: nspawn's child, pid 1 in a pid namespace of its own.
machine_find_leader() {
    local pid
    for pid in $(pgrep -P "$MACHINE_NSPAWN"); do
        [ "$(awk '/^NSpid:/ { print NF ":" $NF }' "/proc/$pid/status" 2>/dev/null)" = 3:1 ] || continue
        MACHINE_LEADER=$pid
        return
    done
    return 1
}

machine_boot() {
    local i
    mkdir -p /run/systemd/nspawn && mount -t tmpfs -o mode=0755 sekisho-e2e /run/systemd/nspawn || return
    systemd-nspawn --quiet --register=no --keep-unit --private-network --boot --console=pipe --link-journal=no \
        --resolv-conf=off --timezone=off --hostname="$MACHINE_NAME" --directory="$MACHINE_ROOT" \
        >"$MACHINE_LOG" 2>&1 </dev/null &
    MACHINE_NSPAWN=$!
    for ((i = 0; i < 300; i++)); do
        if machine_find_leader && inside -t 5 systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then
            return 0
        fi
        kill -0 "$MACHINE_NSPAWN" 2>/dev/null || break
        sleep 0.1
    done
    machine_say "it did not boot:"
    tail -n 20 "$MACHINE_LOG" >&2
    return 1
}

inside() {
    local limit=30
    [ "$1" != -t ] || { limit=$2; shift 2; }
    timeout -k 5 "$limit" nsenter --target "$MACHINE_LEADER" --mount --uts --ipc --net --pid --cgroup --root --wd \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb \
        "$@" </dev/null
}

# nspawn leaves two empty control groups behind where no systemd watches over it.
machine_remove_cgroups() {
    local line top
    while IFS= read -r line; do
        for top in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            find "$top${line##*:}/payload" "$top${line##*:}/supervisor" -depth -type d -exec rmdir {} + 2>/dev/null
        done
    done < <(grep -E ':(name=systemd)?:' /proc/self/cgroup)
}

machine_stop() {
    [ -n "$MACHINE_ROOT" ] || return 0
    if [ "$MACHINE_LEADER" != 0 ]; then
        kill -KILL "$MACHINE_LEADER" 2>/dev/null
        wait "$MACHINE_NSPAWN" 2>/dev/null
        umount -l /run/systemd/nspawn
        machine_remove_cgroups
    fi
    umount -l "$MACHINE_ROOT" && umount -l "$MACHINE_DIR"
    MACHINE_ROOT=
    MACHINE_LEADER=0
}
