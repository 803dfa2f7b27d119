//! Files that another compiler made for a specific chip.

/// A chip whose compiler replaces operators by custom ones, which hold the chip's code.
pub(super) struct Chip {
    /// The custom operator's name, or a prefix that ends with `_`.
    operator: &'static str,
    /// The chip's name.
    pub(super) name: &'static str,
    /// The compiler that made the file.
    pub(super) compiler: &'static str,
    /// The suffix that the compiler adds to the name of its input file, if it does.
    pub(super) suffix: Option<&'static str>,
}

const CHIPS: [Chip; 7] = [
    Chip {
        operator: "edgetpu-custom-op",
        name: "Coral's Edge TPU",
        compiler: "edgetpu_compiler",
        suffix: Some("_edgetpu.tflite"),
    },
    Chip {
        operator: "ethos-u",
        name: "Arm's Ethos-U",
        compiler: "Vela",
        suffix: Some("_vela.tflite"),
    },
    Chip {
        operator: "NeutronGraph",
        name: "NXP's eIQ Neutron",
        compiler: "NXP's neutron-converter",
        suffix: None,
    },
    Chip {
        operator: "XC_",
        name: "XMOS's xcore",
        compiler: "XMOS's xcore-opt",
        suffix: None,
    },
    Chip {
        operator: "vsi-npu",
        name: "VeriSilicon's NPU",
        compiler: "VeriSilicon's compiler",
        suffix: None,
    },
    Chip {
        operator: "cros-mtk-pre-compile",
        name: "MediaTek's APU",
        compiler: "MediaTek's compiler",
        suffix: None,
    },
    Chip {
        operator: "DISPATCH_OP",
        name: "a phone's NPU",
        compiler: "LiteRT's ahead-of-time compiler",
        suffix: None,
    },
];

/// Returns the chip that runs a custom operator of this name.
pub(super) fn chip(operator: &str) -> Option<&'static Chip> {
    CHIPS
        .iter()
        .find(|chip| match chip.operator.ends_with('_') {
            true => operator.starts_with(chip.operator),
            false => operator == chip.operator,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_are_known_by_their_operators() {
        let name = |operator| chip(operator).map(|chip| chip.name);
        assert_eq!(name("ethos-u"), Some("Arm's Ethos-U"));
        assert_eq!(name("XC_conv2d_v2"), Some("XMOS's xcore"));
        assert_eq!(name("XC_"), Some("XMOS's xcore"));
        assert_eq!(name("edgetpu-custom-op-2"), None);
        assert_eq!(name("AudioSpectrogram"), None);
    }
}
