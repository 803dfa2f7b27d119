//! Two kinds of the schema's enums: open ones keep numbers that this version does not know, so that they can be
//! reported; closed ones reject them.

/// Declares a newtype over the schema's number with one constant per name. Unknown numbers remain
/// representable.
macro_rules! open_enum {
    ($(#[$doc:meta])* $Name:ident($repr:ty) { $($VARIANT:ident = $value:literal,)* }) => {
        $(#[$doc])*
        ///
        /// A number that the schema does not name is kept as it is, and its [`name`](Self::name) is
        /// `None`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(pub $repr);

        impl $Name {
            $(
                #[doc = concat!("`", stringify!($VARIANT), "` = ", stringify!($value), ".")]
                pub const $VARIANT: Self = Self($value);
            )*

            /// Every named value, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$VARIANT),*];

            /// Returns the schema's name; `None` for a number that is not in the schema.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$VARIANT => Some(stringify!($VARIANT)),)*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "{} {}", stringify!($Name), self.0),
                }
            }
        }

        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    };
}

/// Declares a Rust enum of the schema's byte-sized numbers, to be matched without a default arm.
macro_rules! closed_enum {
    ($(#[$doc:meta])* $Name:ident { $($(#[$variant_doc:meta])* $Variant:ident = $value:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Name {
            $($(#[$variant_doc])* $Variant,)*
        }

        impl $Name {
            /// Returns the value with the schema's number `number`; `None` for a number that is not
            /// in the schema.
            #[must_use]
            pub const fn from_number(number: i8) -> Option<Self> {
                match number {
                    $($value => Some(Self::$Variant),)*
                    _ => None,
                }
            }
        }

        impl crate::options::Value for $Name {
            fn read(field: crate::field::Field<'_, '_>, default: Self) -> Result<Self, crate::ReadError> {
                if field.is_absent() {
                    return Ok(default);
                }
                let number = field.or(0i8)?;
                Self::from_number(number).ok_or_else(|| field.error(crate::Problem::UnknownValue(i64::from(number))))
            }
        }
    };
}

pub(crate) use {closed_enum, open_enum};
