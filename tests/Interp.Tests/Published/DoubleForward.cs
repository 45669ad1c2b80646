using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>
/// The forward pass of a one-layer transformer with "=" in double, for all pairs, at the last position: holds the measures to
/// more digits than a float32 run can.
/// </summary>
internal sealed class DoubleForward(Weights weights, int p)
{
    private readonly Matrix embedding = Matrix.From(weights.W_E);

    /// <summary>Logits, [p², d_vocab_out].</summary>
    public Matrix Logits()
    {
        var stream = Mid();
        var neurons = stream.Times(Matrix.From(weights.W_in()));
        ForRows(neurons, row => TensorPrimitives.Add(row, Double(weights.b_in()), row));
        TensorPrimitives.Max<double>(neurons.Span, 0, neurons.Span);
        var output = neurons.Times(Matrix.From(weights.W_out()));
        TensorPrimitives.Add<double>(stream.Span, output.Span, stream.Span);
        ForRows(stream, row => TensorPrimitives.Add(row, Double(weights.b_out()), row));
        return stream.Times(Matrix.From(weights.W_U));
    }

    private Matrix Mid()
    {
        var (heads, dHead) = (weights.W_Q().Shape[0], weights.W_Q().Shape[2]);
        var last = Tokens(2).Row(p).ToArray();
        var stream = new Matrix(p * p, last.Length);
        ForRows(stream, row => last.CopyTo(row));
        for (var head = 0; head < heads; head++)
        {
            var query = new Matrix(1, last.Length, last).Times(Matrix.From(weights.W_Q().Slice(head)));
            var keys = Matrix.From(weights.W_K().Slice(head));
            // [token, 1] scores and [token, d_model] outputs of each position.
            var scores = Enumerable.Range(0, 3).Select(pos => Tokens(pos).Times(keys).TimesTransposed(query)).ToArray();
            var write = Matrix.From(weights.W_V().Slice(head)).Times(Matrix.From(weights.W_O().Slice(head)));
            var outputs = Enumerable.Range(0, 3).Select(pos => Tokens(pos).Times(write)).ToArray();
            for (var pair = 0; pair < p * p; pair++)
            {
                int[] tokens = [pair / p, pair % p, p];
                var exp =
                    Enumerable.Range(0, 3).Select(pos => Math.Exp(scores[pos][tokens[pos], 0] / Math.Sqrt(dHead))).ToArray();
                for (var pos = 0; pos < 3; pos++)
                {
                    TensorPrimitives.MultiplyAdd(
                        outputs[pos].Row(tokens[pos]), exp[pos] / exp.Sum(), stream.Row(pair), stream.Row(pair));
                }
            }
        }
        return stream;
    }

    // W_E + W_pos[pos], [d_vocab, d_model].
    private Matrix Tokens(int pos)
    {
        var tokens = embedding.Clone();
        ForRows(tokens, row => TensorPrimitives.Add(row, Double(weights.W_pos.Slice(pos)), row));
        return tokens;
    }

    private static double[] Double(Training.Tensor tensor) => Array.ConvertAll(tensor.Span.ToArray(), value => (double)value);

    private delegate void RowAction(Span<double> row);

    private static void ForRows(Matrix matrix, RowAction action)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            action(matrix.Row(row));
        }
    }
}
