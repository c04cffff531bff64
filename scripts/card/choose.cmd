# Which root to start: the first of BOOT_ORDER that has tries left; the try is spent before it is used.
# Both at zero (power cut early in boot, again and again): all tries are given back and the first is taken.
# Only test, if, for, setenv and setexpr are used, so that a shell can run this text in a test.
if test -z "${BOOT_ORDER}"; then setenv BOOT_ORDER "A B"; setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3; fi
if test -z "${BOOT_A_LEFT}"; then setenv BOOT_A_LEFT 0; fi
if test -z "${BOOT_B_LEFT}"; then setenv BOOT_B_LEFT 0; fi
setenv chosen
for turn in first again; do
    for slot in ${BOOT_ORDER}; do
        if test -z "${chosen}"; then
            if test "${slot}" = A; then
                if test ${BOOT_A_LEFT} -gt 0; then setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1; setenv chosen A; setenv part 2; fi
            fi
            if test "${slot}" = B; then
                if test ${BOOT_B_LEFT} -gt 0; then setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1; setenv chosen B; setenv part 3; fi
            fi
        fi
    done
    if test -z "${chosen}"; then setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3; fi
done
