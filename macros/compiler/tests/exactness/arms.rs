//! The arms of what operators are: each kind in each kind of numbers.

use tiny_model_compiler::graph::{
    Averages, Bounds, Control, Element, Filters, Form, Graph, Kind, L2Normalization, LeakyRelu,
    LogSoftmax, LstmArithmetic, MapFunction, Numbers, PoolKind, Prelu, Products, RowFunction,
    Softmax, Terms, ZipFunction,
};

/// All arms. A new kind fails to compile in [`arm`]; its arm belongs here, and a step in the builder.
pub(crate) const ALL: &[&str] = &[
    "ABS int16",
    "ABS int8",
    "ADD float32",
    "ADD int16",
    "ADD int32",
    "ADD int8",
    "AVERAGE_POOL_2D float32",
    "AVERAGE_POOL_2D int16",
    "AVERAGE_POOL_2D int8",
    "BATCH_MATMUL float32",
    "BATCH_MATMUL int16",
    "BATCH_MATMUL int8",
    "call",
    "clamp float32",
    "comparison",
    "comparison with scales",
    "CONV_2D float16",
    "CONV_2D float32",
    "CONV_2D hybrid",
    "CONV_2D int16",
    "CONV_2D int8",
    "CONV_2D uint8",
    "copy",
    "DEPTHWISE_CONV_2D float16",
    "DEPTHWISE_CONV_2D float32",
    "DEPTHWISE_CONV_2D hybrid",
    "DEPTHWISE_CONV_2D int16",
    "DEPTHWISE_CONV_2D int8",
    "DEPTHWISE_CONV_2D uint8",
    "DEQUANTIZE int16",
    "DEQUANTIZE int8",
    "DIV float32",
    "DIV int32",
    "DIV int8",
    "fill",
    "FULLY_CONNECTED float16",
    "FULLY_CONNECTED float32",
    "FULLY_CONNECTED hybrid",
    "FULLY_CONNECTED int16",
    "FULLY_CONNECTED int8",
    "FULLY_CONNECTED uint8",
    "function float32",
    "function of two float32",
    "IF",
    "L2_NORMALIZATION float32",
    "L2_NORMALIZATION int8",
    "L2_POOL_2D float32",
    "LEAKY_RELU float32",
    "LEAKY_RELU int16",
    "LEAKY_RELU int8",
    "LOGICAL_AND",
    "LOGICAL_OR",
    "LOGISTIC int16",
    "LOG_SOFTMAX float32",
    "LOG_SOFTMAX int8",
    "LSTM float32",
    "LSTM int16",
    "LSTM int8",
    "MAXIMUM",
    "MAX_POOL_2D float32",
    "MAX_POOL_2D int16",
    "MAX_POOL_2D int8",
    "MEAN float32",
    "MEAN int16",
    "MEAN int8",
    "MINIMUM",
    "MUL float32",
    "MUL int16",
    "MUL int32",
    "MUL int8",
    "PRELU float32",
    "PRELU int8",
    "QUANTIZE int16",
    "QUANTIZE int8",
    "rescaling int16",
    "rescaling int8",
    "SOFTMAX float32",
    "SOFTMAX int16",
    "SOFTMAX int8",
    "SOFTMAX int8 to int16",
    "SQUARED_DIFFERENCE float32",
    "SQUARED_DIFFERENCE int16",
    "SQUARED_DIFFERENCE int32",
    "SQUARED_DIFFERENCE int8",
    "SUB float32",
    "SUB int16",
    "SUB int32",
    "SUB int8",
    "SVDF float32",
    "SVDF int8",
    "table",
    "TANH int16",
    "TRANSPOSE_CONV float32",
    "TRANSPOSE_CONV int16",
    "TRANSPOSE_CONV int8",
    "view",
    "WHILE",
];

/// Returns the arms of all operators of a graph, and of its subgraphs.
pub(crate) fn of_graph(graph: &Graph) -> Vec<String> {
    let arms = graph.operators.iter().flat_map(|operator| {
        let subgraphs = operator.control().map(Control::subgraphs).into_iter();
        let inner = subgraphs.flatten().flat_map(|inner| of_graph(&inner.graph));
        inner.chain([arm(&operator.kind)])
    });
    arms.collect()
}

fn arm(kind: &Kind) -> String {
    match kind {
        Kind::Layer(layer) => {
            let form = match layer.form {
                Form::Conv2d => "CONV_2D",
                Form::DepthwiseConv2d => "DEPTHWISE_CONV_2D",
                Form::FullyConnected => "FULLY_CONNECTED",
                Form::TransposeConv => "TRANSPOSE_CONV",
            };
            format!("{form} {}", of_numbers(&layer.numbers))
        }
        Kind::Map(map) => of_function(&map.function, map.elements),
        Kind::Zip(zip) => of_two(&zip.function, zip.element),
        Kind::Pool(pool) => {
            let function = match pool.kind {
                PoolKind::Average => "AVERAGE_POOL_2D",
                PoolKind::Max => "MAX_POOL_2D",
                PoolKind::L2 => "L2_POOL_2D",
            };
            let numbers = match pool.bounds {
                Bounds::Int8(_) => "int8",
                Bounds::Int16(_) => "int16",
                Bounds::Float(_) => "float32",
            };
            format!("{function} {numbers}")
        }
        Kind::Mean(mean) => match mean.numbers {
            Averages::Int8(_) => "MEAN int8".into(),
            Averages::Int16(_) => "MEAN int16".into(),
            Averages::Float(_) => "MEAN float32".into(),
        },
        Kind::Rows(rows) => of_rows(&rows.function).into(),
        Kind::Lstm(lstm) => match lstm.arithmetic {
            LstmArithmetic::Int8(..) => "LSTM int8".into(),
            LstmArithmetic::Int16(..) => "LSTM int16".into(),
            LstmArithmetic::Float(..) => "LSTM float32".into(),
        },
        Kind::Svdf(svdf) => match svdf.filters {
            Filters::Int8 { .. } => "SVDF int8".into(),
            Filters::Float { .. } => "SVDF float32".into(),
        },
        Kind::BatchMatmul(matmul) => match matmul.products {
            Products::Int8 { .. } => "BATCH_MATMUL int8".into(),
            Products::Int16(_) => "BATCH_MATMUL int16".into(),
            Products::Float(_) => "BATCH_MATMUL float32".into(),
        },
        Kind::Copy(_) => "copy".into(),
        Kind::Control(control) => match **control {
            Control::If { .. } => "IF".into(),
            Control::While { .. } => "WHILE".into(),
        },
        Kind::Call(_) => "call".into(),
        Kind::Fill(_) => "fill".into(),
        Kind::View => "view".into(),
    }
}

fn of_numbers(numbers: &Numbers) -> &'static str {
    match numbers {
        Numbers::Integers(integers) if integers.element == Element::I16 => "int16",
        Numbers::Integers(integers) if integers.zero_points[1] != 0 => "uint8",
        Numbers::Integers(_) => "int8",
        Numbers::Float(float) => match float.weights {
            tiny_model_compiler::graph::FloatWeights::Float(_) => "float32",
            tiny_model_compiler::graph::FloatWeights::Half(_) => "float16",
        },
        Numbers::Hybrid(_) => "hybrid",
    }
}

fn of_function(function: &MapFunction, [from, to]: [Element; 2]) -> String {
    match function {
        MapFunction::Table(_) => "table".into(),
        MapFunction::Rescale(_) => format!("rescaling {}", name(from)),
        MapFunction::Clamp(_) => "clamp float32".into(),
        MapFunction::LeakyRelu(LeakyRelu::Integers(_)) => format!("LEAKY_RELU {}", name(from)),
        MapFunction::LeakyRelu(LeakyRelu::Float(_)) => "LEAKY_RELU float32".into(),
        MapFunction::Abs(_) => format!("ABS {}", name(from)),
        MapFunction::Logistic(_) => "LOGISTIC int16".into(),
        MapFunction::Tanh(_) => "TANH int16".into(),
        MapFunction::Real(..) => "function float32".into(),
        MapFunction::Quantize(_) => format!("QUANTIZE {}", name(to)),
        MapFunction::Dequantize(_) => format!("DEQUANTIZE {}", name(from)),
    }
}

fn of_two(function: &ZipFunction, element: Element) -> String {
    let terms = |operator: &str, numbers: Option<&str>| {
        format!("{operator} {}", numbers.unwrap_or(name(element)))
    };
    match function {
        ZipFunction::Add(numbers) => terms("ADD", of_terms(numbers)),
        ZipFunction::Sub(numbers) => terms("SUB", of_terms(numbers)),
        ZipFunction::Mul(numbers) => terms("MUL", of_terms(numbers)),
        ZipFunction::Div(numbers) => terms("DIV", of_terms(numbers)),
        ZipFunction::SquaredDifference(numbers) => terms("SQUARED_DIFFERENCE", of_terms(numbers)),
        ZipFunction::Prelu(Prelu::Integers(_)) => terms("PRELU", None),
        ZipFunction::Prelu(Prelu::Float) => "PRELU float32".into(),
        ZipFunction::Maximum => "MAXIMUM".into(),
        ZipFunction::Minimum => "MINIMUM".into(),
        ZipFunction::Compare(_) => "comparison".into(),
        ZipFunction::CompareScaled(_) => "comparison with scales".into(),
        ZipFunction::And => "LOGICAL_AND".into(),
        ZipFunction::Or => "LOGICAL_OR".into(),
        ZipFunction::Real(..) => "function of two float32".into(),
        ZipFunction::Int32(_) => "function of two int32".into(),
    }
}

/// The numbers of an operator of arithmetic, where they are not those of its elements.
fn of_terms<Q>(terms: &Terms<Q>) -> Option<&'static str> {
    match terms {
        Terms::Quantized(_) => None,
        Terms::Int32(_) => Some("int32"),
        Terms::Float(_) => Some("float32"),
    }
}

fn of_rows(function: &RowFunction) -> &'static str {
    match function {
        RowFunction::Softmax(Softmax::Int8(_)) => "SOFTMAX int8",
        RowFunction::Softmax(Softmax::Int8ToInt16(_)) => "SOFTMAX int8 to int16",
        RowFunction::Softmax(Softmax::Int16(_)) => "SOFTMAX int16",
        RowFunction::Softmax(Softmax::Float(_)) => "SOFTMAX float32",
        RowFunction::LogSoftmax(LogSoftmax::Int8(_)) => "LOG_SOFTMAX int8",
        RowFunction::LogSoftmax(LogSoftmax::Float) => "LOG_SOFTMAX float32",
        RowFunction::L2Normalization(L2Normalization::Int8(_)) => "L2_NORMALIZATION int8",
        RowFunction::L2Normalization(L2Normalization::Float) => "L2_NORMALIZATION float32",
    }
}

fn name(element: Element) -> &'static str {
    match element {
        Element::I8 => "int8",
        Element::U8 => "uint8",
        Element::Bool => "bool",
        Element::I16 => "int16",
        Element::I32 => "int32",
        Element::U32 => "uint32",
        Element::I64 => "int64",
        Element::F32 => "float32",
    }
}
