# U-Boot's script for the Pi and for the emulator's `virt` machine alike. choose.cmd is put in at its mark.
# Counters: one sector at 1 MiB, its second copy at 1 MiB + 8 KiB; a torn copy has a wrong checksum and the other is read.
setexpr counters ${scriptaddr} + 0x80000
setenv ram 0
if test "${devtype}" = virtio; then setenv ram 40000000; fi
setexpr aside_at 0x${ram} + 0x7f00000
setexpr kernel_at 0x${ram} + 0x8000000
setexpr initrd_at 0x${ram} + 0xc000000
setenv BOOT_ORDER
${devtype} dev ${devnum}
${devtype} read ${counters} 0x800 1
if env import -c ${counters} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then echo counters: first copy; else
    ${devtype} read ${counters} 0x810 1
    if env import -c ${counters} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then echo counters: second copy; else setenv BOOT_ORDER; fi
fi
#CHOOSE#
setenv save 'mw.b ${counters} 0 0x200; env export -c -s 0x200 ${counters} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; ${devtype} write ${counters} 0x800 1; ${devtype} write ${counters} 0x810 1'
run save
echo "slot ${chosen}, tries left: A ${BOOT_A_LEFT} B ${BOOT_B_LEFT}"
# Whoever loaded the device tree put it where it liked: it stays there, unless the kernel will come to lie there.
setenv tree_at ${fdt_addr}
if itest ${fdt_addr} -ge ${aside_at} && itest ${fdt_addr} -lt ${initrd_at}; then setenv tree_at ${aside_at}; fi
if test "${tree_at}" = "${fdt_addr}"; then fdt addr ${fdt_addr}; else fdt move ${fdt_addr} ${tree_at} 0x40000; fi
setenv given
fdt get value given /chosen bootargs
setenv bootargs "${given} root=PARTUUID=4b494f53-0${part} ro rootwait rauc.slot=${chosen} systemd.volatile=state panic=10 watchdog.open_timeout=120"
# Once both are loaded the hardware watchdog counts, where this U-Boot has its driver: a kernel that hangs before systemd
# takes it over (RuntimeWatchdogSec, watchdog.open_timeout) is reset, and the try that was spent above is gone.
if load ${devtype} ${devnum}:${part} ${kernel_at} /boot/vmlinuz; then
    if load ${devtype} ${devnum}:${part} ${initrd_at} /boot/initrd.img; then
        setenv initrd_size ${filesize}
        for dog in watchdog@7e100000 watchdog@7d200000; do if wdt dev ${dog}; then wdt start 15000; fi; done
        booti ${kernel_at} ${initrd_at}:${initrd_size} ${tree_at}
    fi
fi
# Here only when that root has no kernel that starts: it is not tried again.
if test "${chosen}" = A; then setenv BOOT_A_LEFT 0; else setenv BOOT_B_LEFT 0; fi
run save
reset
