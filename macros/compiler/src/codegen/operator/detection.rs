//! TFLite_Detection_PostProcess.

use proc_macro2::TokenStream;
use quote::quote;
use tiny_model_kernels::op::Detection;

use super::super::literal;
use super::super::step::Body;

pub(super) fn call(count: usize, how: &Detection, body: &mut Body) -> TokenStream {
    let of_four = |elements: usize| literal::array(quote!(f32), &[elements / 4, 4]);
    let (boxes, scores) = (body.read_flat(0), body.read_flat(1));
    let anchors = body.read(2, &of_four(body.input(2).len()));
    let y = [0, 1, 2, 3].map(|position| {
        let elements = body.output_at(position).len();
        let ty = match position {
            0 => of_four(elements),
            _ => literal::array(quote!(f32), &[elements]),
        };
        body.write_at(position, &ty)
    });
    let [places, classes, of_places, number] = y;
    let scratch = body.scratch("scratch", &literal::array(quote!(f32), &[count, 5]));
    let parameters = body.parameters(how);
    quote! {
        tm::op::detection(
            tm::op::Encoded { boxes: #boxes, scores: #scores, anchors: #anchors },
            &mut tm::op::Detections {
                boxes: #places,
                classes: #classes,
                scores: #of_places,
                count: #number,
            },
            #scratch,
            &#parameters,
        )
    }
}
