using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The gradients of one logit with respect to the embeddings of a and of b, seen along principal components of the embedding
/// (Zhong et al.
/// 2023, figure 3). Equal coordinates: the network treats its operands alike, as a pizza does; it multiplies where they differ.
/// </summary>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">The answer whose logit it is, right or not.</param>
/// <param name="Left">Coordinates of the gradient at a, [components].</param>
/// <param name="Right">Coordinates of the gradient at b, [components].</param>
/// <param name="Cosine">Cosine of the angle between the whole gradients, −1 to 1: what gradient symmetricity is the mean of;
/// null where one is zero.</param>
public sealed record InputGradients(int A, int B, int C, IReadOnlyList<double> Left, IReadOnlyList<double> Right, double? Cosine)
{
    /// <summary>The gradients of some triples.</summary>
    /// <param name="view">A view with a model.</param>
    /// <param name="components">Directions, [components, d_model]: <see cref="PrincipalComponents.Directions"/> of the
    /// embedding.</param>
    /// <param name="triples">Operands and answers.</param>
    /// <returns>In the order of the triples.</returns>
    public static IReadOnlyList<InputGradients> Of(CyclicView view, Matrix components,
        IReadOnlyList<(int A, int B, int C)> triples)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(triples);
        var (operation, format) = (view.Pairs.Activations.Operation, view.Pairs.Activations.Format);
        var width = view.Pairs.Model.Architecture.DModel;
        var examples = new Examples(operation, format, [.. triples.Select(triple => (triple.A * operation.Right) + triple.B)]);
        var found = new List<InputGradients>();
        view.Pairs.Model.EmbeddingGradients(examples, 1, SelectAnswers, (_, gradients) =>
        {
            foreach (var (i, (a, b, c)) in triples.Index())
            {
                var (left, right) = (At(gradients, i, format.LeftPosition), At(gradients, i, format.RightPosition));
                var lengths = TensorPrimitives.Norm<double>(left) * TensorPrimitives.Norm<double>(right);
                found.Add(new InputGradients(a, b, c, Along(left), Along(right),
                    lengths > 0 ? TensorPrimitives.Dot<double>(left, right) / lengths : null));
            }
        });
        return found;

        void SelectAnswers(int sum, Training.Tensor weights)
        {
            foreach (var (i, triple) in triples.Index())
            {
                weights[i, triple.C] = 1;
            }
        }

        double[] At(Training.Tensor gradients, int example, int position) =>
            [.. Enumerable.Range(0, width).Select(i => (double)gradients[example, position, i])];

        double[] Along(double[] gradient) => [.. Enumerable.Range(0, components.Rows)
            .Select(i => TensorPrimitives.Dot(components.Row(i), gradient))];
    }
}
