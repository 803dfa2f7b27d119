//! The options after the path.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprPath, Lit, LitStr, Token};

use super::{arithmetic, path, starts_item};
use crate::choices::{Choice, Choices, Float16, Input, Optimize, OptionName, Resource, Schedule};
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
    /// The goal of the generated code, if given.
    pub optimize: Option<Optimize>,
    /// The order of computation, if given.
    pub schedule: Option<Schedule>,
    /// The way the input is passed, if given.
    pub input: Option<Input>,
    /// The format of float16 weights in flash, if given.
    pub float16: Option<Float16>,
    /// The link section of weights, biases, scales and tables, if given.
    pub weights: Option<LitStr>,
    /// The functions of custom operators.
    pub customs: Vec<Custom>,
}

impl Options {
    /// Returns the choices for the compiler, with defaults for options that are not given.
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

/// An upper bound in bytes; a model that exceeds it fails the build.
#[derive(Clone)]
pub struct Budget {
    /// The bounded resource.
    pub resource: Resource,
    /// The bound as the user wrote it.
    pub expr: Expr,
    /// The bound in bytes if it is arithmetic on literals; otherwise only rustc knows it.
    pub value: Option<u64>,
}

/// Parses all options. After a mistake, continues after the next comma.
pub(super) fn parse(input: ParseStream<'_>, report: &mut Report) -> Options {
    let mut options = Options::default();
    while !input.is_empty() {
        if let Err(error) = option(input, &mut options).and_then(|()| separator(input)) {
            report.push(error);
            // A second model would otherwise give a mistake for each of its parts.
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
    let named = NamedOption { name, option };
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

/// An option whose name has been parsed.
struct NamedOption {
    name: Ident,
    option: OptionName,
}

/// Stores the value of an option, unless the option already has one.
fn once<T>(slot: &mut Option<T>, value: T, named: &NamedOption) -> syn::Result<()> {
    if slot.is_some() {
        let message = text::duplicate_option(named.option);
        return Err(error_at(&named.name, message));
    }
    *slot = Some(value);
    Ok(())
}

/// Parses `= value` of a choice.
fn choice<T: Choice>(input: ParseStream<'_>, named: &NamedOption) -> syn::Result<T> {
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
fn custom(
    input: ParseStream<'_>,
    named: &NamedOption,
    customs: &mut Vec<Custom>,
) -> syn::Result<()> {
    let operator: LitStr = input.parse().map_err(|_| {
        let unquoted = input.fork().parse::<Ident>().map(|name| name.to_string());
        error_at(&named.name, text::no_custom_name(unquoted.ok().as_deref()))
    })?;
    let equals = input.parse::<Option<Token![=]>>()?;
    if equals.is_none() || input.is_empty() {
        return Err(error_at(&operator, text::no_function(&operator.value())));
    }
    let function = input.parse::<ExprPath>().map_err(|error| {
        // The commas in a closure are not separate mistakes.
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
fn section(input: ParseStream<'_>, named: &NamedOption) -> syn::Result<LitStr> {
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

/// Parses `= value`. `missing` makes the message for a missing value, given the operator found instead
/// of `=`.
fn assigned(
    input: ParseStream<'_>,
    named: &NamedOption,
    missing: impl Fn(Option<&str>) -> Message,
) -> syn::Result<Expr> {
    if !input.peek(Token![=]) || input.peek(Token![==]) {
        let operator = operator(input);
        let found = (!operator.is_empty()).then(|| operator.to_string());
        // The value belongs to the same mistake.
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
fn budget(input: ParseStream<'_>, named: &NamedOption, resource: Resource) -> syn::Result<Budget> {
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

/// Takes the punctuation in the place of `<=`.
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
