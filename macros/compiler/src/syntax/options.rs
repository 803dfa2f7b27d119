//! What may follow the path.

use std::fmt;

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprPath, Lit, LitStr, Token};

use super::{arithmetic, path, starts_item};
use crate::choices::{Choice, Choices, Float16, Input, Optimize, Schedule};
use crate::custom::Custom;
use crate::diagnostics::{Message, options as text, syntax};
use crate::report::{Report, error_at, error_here};

/// The options of a declaration.
#[derive(Clone, Default)]
pub struct Options {
    /// The most RAM that the model may take.
    pub arena: Option<Budget>,
    /// The most flash that the model's data may take.
    pub flash: Option<Budget>,
    /// What the code is made for, if it is said.
    pub optimize: Option<Optimize>,
    /// In which order it computes, if it is said.
    pub schedule: Option<Schedule>,
    /// How it gets its input, if it is said.
    pub input: Option<Input>,
    /// How it keeps weights that are float16, if it is said.
    pub float16: Option<Float16>,
    /// The link section of its weights, biases, scales and tables, if it is said.
    pub weights: Option<LitStr>,
    /// The functions of custom operators.
    pub customs: Vec<Custom>,
}

impl Options {
    /// What the compiler is told.
    pub fn choices(&self) -> Choices {
        Choices {
            optimize: self.optimize.unwrap_or_default(),
            schedule: self.schedule.unwrap_or_default(),
            input: self.input.unwrap_or_default(),
            float16: self.float16.unwrap_or_default(),
            arena: self.arena.as_ref().and_then(|budget| budget.value),
        }
    }
}

/// An upper bound on bytes, to fail the build by.
#[derive(Clone)]
pub struct Budget {
    /// What is bounded.
    pub resource: Resource,
    /// The bound as written.
    pub expr: Expr,
    /// The bound in bytes where it is arithmetic on literals; otherwise only rustc knows it.
    pub value: Option<u64>,
}

/// What a [`Budget`] bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// RAM.
    Arena,
    /// Flash.
    Flash,
}

impl Resource {
    /// Its option's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arena => "arena",
            Self::Flash => "flash",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// All options by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionName {
    /// [`Options::arena`]
    Arena,
    /// [`Options::flash`]
    Flash,
    /// [`Options::optimize`]
    Optimize,
    /// [`Options::schedule`]
    Schedule,
    /// [`Options::input`]
    Input,
    /// [`Options::float16`]
    Float16,
    /// [`Options::weights`]
    Weights,
    /// One of [`Options::customs`]
    Custom,
}

impl OptionName {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Arena,
        Self::Flash,
        Self::Optimize,
        Self::Schedule,
        Self::Input,
        Self::Float16,
        Self::Weights,
        Self::Custom,
    ];

    /// The option's name, as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Arena => "arena",
            Self::Flash => "flash",
            Self::Optimize => "optimize",
            Self::Schedule => "schedule",
            Self::Input => "input",
            Self::Float16 => "float16",
            Self::Weights => "weights",
            Self::Custom => "custom",
        }
    }

    /// Returns the option of this name.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.text() == text)
    }
}

/// Parses options up to the end, going on behind the next comma after a mistake.
pub(super) fn parse(input: ParseStream<'_>, report: &mut Report) -> Options {
    let mut options = Options::default();
    while !input.is_empty() {
        if let Err(error) = option(input, &mut options).and_then(|()| separator(input)) {
            report.push(error);
            // A second model would be one mistake for each of its parts.
            if starts_item(input) {
                skip_while(input, |_| true);
            }
            skip_while(input, |token| !is_comma(token));
            skip_while(input, is_comma);
        }
    }
    options
}

fn option(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    if starts_item(input) {
        return Err(error_here(input, syntax::second_model()));
    }
    let start = input.span();
    let name = input
        .call(Ident::parse_any)
        .map_err(|_| syn::Error::new(start, text::not_an_option()))?;
    let written = name.to_string();
    let option =
        OptionName::of(&written).ok_or_else(|| error_at(&name, text::unknown_option(&written)))?;
    let named = Named { name, option };
    match option {
        OptionName::Arena => {
            let arena = budget(input, &named, Resource::Arena)?;
            once(&mut options.arena, arena, &named)
        }
        OptionName::Flash => {
            let flash = budget(input, &named, Resource::Flash)?;
            once(&mut options.flash, flash, &named)
        }
        OptionName::Optimize => once(&mut options.optimize, choice(input, &named)?, &named),
        OptionName::Schedule => once(&mut options.schedule, choice(input, &named)?, &named),
        OptionName::Input => once(&mut options.input, choice(input, &named)?, &named),
        OptionName::Float16 => once(&mut options.float16, choice(input, &named)?, &named),
        OptionName::Weights => once(&mut options.weights, section(input, &named)?, &named),
        OptionName::Custom => custom(input, &named, &mut options.customs),
    }
}

/// An option that was read up to its name.
struct Named {
    name: Ident,
    option: OptionName,
}

/// Keeps the value of an option that was not there before.
fn once<T>(slot: &mut Option<T>, value: T, named: &Named) -> syn::Result<()> {
    if slot.is_some() {
        let message = text::duplicate_option(named.option);
        return Err(error_at(&named.name, message));
    }
    *slot = Some(value);
    Ok(())
}

/// Parses `= value` of a choice.
fn choice<T: Choice>(input: ParseStream<'_>, named: &Named) -> syn::Result<T> {
    let option = named.option;
    let value = assigned(input, named, |found| {
        text::no_choice(option, T::VALUES, found)
    })?;
    let written = value.to_token_stream().to_string();
    written
        .parse()
        .map_err(|_| error_at(&value, text::unknown_choice(option, T::VALUES, &written)))
}

/// Parses `"Name" = path`.
fn custom(input: ParseStream<'_>, named: &Named, customs: &mut Vec<Custom>) -> syn::Result<()> {
    let operator: LitStr = input.parse().map_err(|_| {
        let unquoted = input.fork().parse::<Ident>().map(|name| name.to_string());
        error_at(&named.name, text::no_custom_name(unquoted.ok().as_deref()))
    })?;
    let equals = input.parse::<Option<Token![=]>>()?;
    if equals.is_none() || input.is_empty() {
        return Err(error_at(&operator, text::no_function(&operator.value())));
    }
    let function = input.parse::<ExprPath>().map_err(|error| {
        // The commas of a closure are no mistakes of their own.
        if input.peek(Token![|]) {
            skip_while(input, |_| true);
        }
        syn::Error::new(error.span(), text::not_a_function(&operator.value()))
    })?;
    if customs.iter().any(|custom| custom.name == operator.value()) {
        return Err(error_at(
            &operator,
            text::duplicate_custom(&operator.value()),
        ));
    }
    customs.push(Custom {
        name: operator.value(),
        function: function.to_token_stream(),
    });
    Ok(())
}

/// Parses `= "section"`.
fn section(input: ParseStream<'_>, named: &Named) -> syn::Result<LitStr> {
    let value = assigned(input, named, text::no_section)?;
    let Expr::Lit(literal) = path::ungrouped(&value) else {
        return Err(error_at(&value, text::not_a_section()));
    };
    let Lit::Str(section) = &literal.lit else {
        return Err(error_at(&value, text::not_a_section()));
    };
    let text = section.value();
    let odd = |c: &char| !c.is_ascii_graphic() || "\"'`\\".contains(*c);
    match text.chars().find(odd) {
        Some(odd) => Err(error_at(section, text::odd_section(odd))),
        None if text.is_empty() => Err(error_at(section, text::empty_section())),
        None => Ok(section.clone()),
    }
}

/// Parses `= value`. `missing` explains what should be there, given the operator that is instead.
fn assigned(
    input: ParseStream<'_>,
    named: &Named,
    missing: impl Fn(Option<&str>) -> Message,
) -> syn::Result<Expr> {
    if !input.peek(Token![=]) || input.peek(Token![==]) {
        let operator = operator(input);
        let found = (!operator.is_empty()).then(|| operator.to_string());
        // The value is part of the same mistake.
        let _ = input.parse::<Option<Ident>>();
        let message = missing(found.as_deref());
        return Err(match found {
            Some(_) => error_at(operator, message),
            None => error_at(&named.name, message),
        });
    }
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(error_at(equals, missing(None)));
    }
    input.parse()
}

/// Parses `<= expression`.
fn budget(input: ParseStream<'_>, named: &Named, resource: Resource) -> syn::Result<Budget> {
    let option = named.option;
    if !input.peek(Token![<=]) {
        let operator = operator(input);
        let value = input
            .parse()
            .map(|value: Expr| value.to_token_stream().to_string())
            .ok();
        return Err(if operator.is_empty() {
            error_at(&named.name, text::no_operator(option, value.as_deref()))
        } else {
            let message = text::wrong_operator(option, &operator.to_string(), value.as_deref());
            error_at(operator, message)
        });
    }
    let operator: Token![<=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(error_at(operator, text::no_value(option)));
    }
    let expr: Expr = input.parse()?;
    let value = arithmetic::evaluate(&expr)?;
    Ok(Budget {
        resource,
        expr,
        value,
    })
}

fn separator(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
        return Ok(());
    }
    Err(error_here(input, text::after_option()))
}

/// Takes the punctuation that stands where `<=` should.
fn operator(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while let Ok(punct) = input.step(|cursor| cursor.punct().ok_or_else(|| cursor.error(""))) {
        let punct: Punct = punct;
        let last = punct.spacing() == Spacing::Alone;
        tokens.extend([TokenTree::from(punct)]);
        if last {
            break;
        }
    }
    tokens
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn skip_while(input: ParseStream<'_>, skip: impl Fn(&TokenTree) -> bool) {
    while !input.is_empty() && input.fork().parse().is_ok_and(|token| skip(&token)) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
