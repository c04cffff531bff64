#!/usr/bin/env bash
# Builds the kiosk's bare Debian root for arm64 as one tar: root.sh OUT.tar (about a quarter of an hour under emulation).
# What is in it is packages.list; nothing of this project is. Mirrors are those the building machine already uses.
# The kernel modules no Pi can use are never unpacked. The initrd is made later, from the device trees (see initrd.py).
set -euo pipefail
out=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suite=trixie
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 "$1"; }
source_line() { echo "deb [signed-by=$keys] $1 $2 main non-free-firmware"; }

main=$(mirror '/debian/*$')
security=$(mirror 'debian-security/*$')
packages=$(sed 's/ *#.*//; /^$/d' "$here/packages.list" | paste -sd,)
no_pi_has=(
    arch/x86 drivers/gpu/drm/{amd,nouveau,radeon,i915,xe,msm,etnaviv,rockchip,tegra,mediatek,imx,exynos,hisilicon,ast,mgag200,arm,lima,panfrost,panthor,sun4i,meson,vmwgfx,xlnx,tidss,omapdrm}
    drivers/infiniband drivers/scsi drivers/ata drivers/nvme drivers/isdn drivers/atm drivers/fpga drivers/accel drivers/crypto/{cavium,hisilicon,qat,marvell,intel,ccp,caam}
    drivers/media/{dvb-frontends,pci,tuners,dvb-core,firewire,radio} drivers/firewire drivers/staging drivers/iio drivers/hwtracing drivers/comedi drivers/target
    drivers/net/ethernet/{mellanox,intel,chelsio,qlogic,netronome,marvell,cavium,huawei,hisilicon,emulex,amazon,sfc,pensando,aquantia,freescale,mediatek,stmicro,cisco,brocade,realtek,atheros,ti,fungible,microchip,google,amd}
    drivers/net/ethernet/broadcom/{bnx2x,bnxt}
    drivers/net/wireless/{ath,intel,marvell,mediatek,microchip,quantenna,realtek,rsi,silabs,st,ti,ralink,zydas,purelifi,atmel,intersil,admtek,legacy}
    drivers/net/{can,wwan,fddi,hamradio,arcnet,ieee802154} net/{can,atm,ax25,batman-adv,bluetooth,ceph,dccp,ieee802154,mac802154,nfc,openvswitch,rds,rose,rxrpc,sctp,smc,tipc,appletalk,lapb,netrom,x25,mpls,decnet,9p,6lowpan}
    fs/{afs,btrfs,ceph,cifs,smb,coda,dlm,erofs,f2fs,gfs2,hfs,hfsplus,jfs,lockd,minix,nfs,nfsd,nilfs2,ntfs3,ocfs2,omfs,orangefs,reiserfs,romfs,ubifs,udf,ufs,xfs,bcachefs,zonefs,befs,bfs,efs,freevxfs,adfs,affs,qnx4,qnx6,hpfs,jffs2,9p,sysv}
    sound/pci sound/soc/{qcom,tegra,mediatek,rockchip,fsl,intel,amd,sof,meson,sunxi,samsung,renesas,hisilicon,ti}
)
excludes=()
for place in "${no_pi_has[@]}"; do
    excludes+=("--dpkgopt=path-exclude=/usr/lib/modules/*/kernel/$place/*" "--dpkgopt=path-exclude=/lib/modules/*/kernel/$place/*")
done
for module in scsi_mod scsi_common sd_mod; do # a USB stick is a SCSI disk
    excludes+=("--dpkgopt=path-include=/usr/lib/modules/*/kernel/drivers/scsi/$module.ko*")
done
mmdebstrap --architectures=arm64 --variant=apt --mode=root --include="$packages" "${excludes[@]}" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/lib/linux-image-*/*' \
    --dpkgopt='path-include=/usr/lib/linux-image-*/broadcom/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/etc/initramfs-tools/hooks" "$1/boot/firmware" "$1/etc/default"' \
    --essential-hook='printf "MODULES=list\nCOMPRESS=zstd\n" >"$1/etc/initramfs-tools/conf.d/kiosk"' \
    "$suite" "$out" \
    "$(source_line "$main" $suite)" "$(source_line "$main" $suite-updates)" \
    "$(source_line "$main" $suite-backports)" "$(source_line "$security" $suite-security)"
