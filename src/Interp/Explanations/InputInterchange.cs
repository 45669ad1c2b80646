using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Causes, at the input: one frequency of both operands' embeddings, with its harmonics, is given what it has at another pair,
/// and everything behind is run anew, whatever the number of layers. If a network computes frequency by frequency, then of its
/// logits those frequencies alone change, to what they are at the other pair. Unlike <see cref="Interchange"/> this asks for what
/// the network answers, not for S(e): logits of which S(e) holds 85 percent are predicted by S(e) to 85 percent at most, whatever
/// their causes.
/// </summary>
internal sealed class InputInterchange
{
    private readonly CyclicView view;
    private readonly EquivariantLadder ladder;
    private readonly InterchangeDraws draws;
    private readonly Examples examples;
    private readonly List<Band> bands;
    private readonly LastNeurons? neurons;
    private readonly Matrix? directions;

    /// <summary>Swaps in a network that has a model.</summary>
    /// <param name="view">The network.</param>
    /// <param name="ladder">Its S(e) over all pairs.</param>
    /// <param name="neurons">Its neurons, where they are in one layer; null for several.</param>
    public InputInterchange(CyclicView view, EquivariantLadder ladder, LastNeurons? neurons)
    {
        (this.view, this.ladder, this.neurons, directions) = (view, ladder, neurons, neurons?.Readout.Transpose());
        draws = new InterchangeDraws(view.Pairs.Count, seed: 4);
        examples = view.Pairs.Activations.Gather([.. draws.Pairs]).Examples;
        bands = Bands();
    }

    /// <summary>Swaps each frequency alone that holds one percent or more of S(e); then half of them at once, drawn anew for each
    /// pair, where there are several.</summary>
    public IReadOnlyList<InputInterchangeResult> Results()
    {
        var singles = bands.Select((band, i) => Swap(band.Frequency, () => [i]));
        return [.. singles,
            .. InterchangeDraws.Halves([.. Enumerable.Range(0, bands.Count)]) is { } halves
            ? [Swap(null, halves)] : Array.Empty<InputInterchangeResult>()];
    }

    // A multiple that two frequencies share goes to that of which it is the lower one.
    private List<Band> Bands()
    {
        var owner = new Dictionary<int, int>();
        int[] key = [.. ladder.Held.OrderByDescending(k => ladder.Spectrum[k - 1])];
        foreach (var (order, k) in from order in IdealNetwork.JudgedHarmonics from k in key select (order, k))
        {
            HarmonicCut.Multiples(view.N, k, [order]).ToList().ForEach(multiple => owner.TryAdd(multiple, k));
        }
        var activations = view.Pairs.Activations;
        int[] right = [.. view.Algebra.Right.Select(b => activations.Format.RightToken(activations.Operation, b))];
        Matrix[] embeddings = [view.W_E!, EffectiveWeights.Embedding(view.Pairs.Model, right)];
        var parts = embeddings.Select((table, operand) => Parts(table, operand, owner)).ToArray();
        return [.. key.Order().Select(k =>
        {
            int[] band = [.. owner.Where(item => item.Value == k).Select(item => item.Key)];
            return new Band(
                k, [.. band.SelectMany(view.Basis.ComponentsOf)],
                [.. parts.Select(byFrequency => byFrequency[k])],
                view.Basis.BandPass(new Matrix(view.N, 1, [.. ladder.Profile]), band).Span.ToArray(),
                [.. neurons?.Mixed.Index().Where(neuron => neuron.Item.Own == k).Select(neuron => neuron.Index) ?? []]);
        })];
    }

    // An embedding's part of each frequency: the waves that it owns, and its number line where its neurons read one. A line has
    // some of every wave: how much of it there is shows in the waves that no frequency owns.
    private Dictionary<int, Matrix> Parts(Matrix table, int operand, Dictionary<int, int> owner)
    {
        var (n, coefficients) = (view.N, view.Basis.Forward(table));
        var byFrequency = owner.Values.Distinct().ToDictionary(k => k, _ => new Matrix(n, table.Columns));
        foreach (var (k, line) in LinesOf(operand).Where(item => byFrequency.ContainsKey(item.Key)))
        {
            var free = line.ToArray();
            owner.Keys.SelectMany(view.Basis.ComponentsOf).ToList().ForEach(component => free[component] = 0);
            var length = TensorPrimitives.SumOfSquares<double>(free);
            if (length > 1e-9)
            {
                var along = new Matrix(1, n, free).Times(coefficients);
                TensorPrimitives.Divide(along.Span, length, along.Span);
                var part = new Matrix(n, 1, line).Times(along);
                TensorPrimitives.Add<double>(byFrequency[k].Span, part.Span, byFrequency[k].Span);
                TensorPrimitives.Subtract<double>(coefficients.Span, part.Span, coefficients.Span);
            }
        }
        foreach (var (multiple, k) in owner)
        {
            foreach (var component in view.Basis.ComponentsOf(multiple))
            {
                TensorPrimitives.Add(byFrequency[k].Row(component), coefficients.Row(component), byFrequency[k].Row(component));
            }
        }
        return byFrequency.ToDictionary(item => item.Key, item => view.Basis.Inverse(item.Value));
    }

    private IEnumerable<KeyValuePair<int, double[]>> LinesOf(int operand) => neurons is null
        ? [] : neurons.LinesOf(neurons.Mixed)[operand].Zip(neurons.Mixed).Where(item => item.First is not null)
            .DistinctBy(item => item.Second.Line).Select(item => KeyValuePair.Create(item.Second.Line, item.First!));

    private InputInterchangeResult Swap(int? frequency, Func<int[]> choose)
    {
        int[][] chosen = [.. Enumerable.Range(0, InterchangeDraws.Count).Select(_ => choose())];
        var logits = view.Pairs.Model.Run(
            examples, [new Hook(HookNames.Embed, embedded => Exchange(embedded, chosen))], Positions.ReadOut);
        var (carried, wrong, bySum) = (new InterchangeTally(view.N), new InterchangeTally(view.N), new InterchangeTally(view.N));
        var (byNeurons, byOthers) = (new InterchangeTally(view.N), new InterchangeTally(view.N));
        var (profile, mixed, own, other, expected) =
            (ladder.Profile.ToArray(), new double[view.N], new double[view.N], new double[view.N], new double[view.N]);
        for (var draw = 0; draw < InterchangeDraws.Count; draw++)
        {
            view.Pairs.Read(logits, draw, mixed);
            CharacterFit.Centre(mixed, mixed);
            CharacterFit.Centre(view.Logits.Row(draws.Pairs[draw]), own);
            CharacterFit.Centre(view.Logits.Row(draws.Others[draw]), other);
            Predict(carried, band => band);
            Predict(wrong, Next);
            PredictByNeurons(byNeurons, band => band);
            PredictByNeurons(byOthers, Next);
            var (here, there) = (view.Pairs.LabelArray[draws.Pairs[draw]], view.Pairs.LabelArray[draws.Others[draw]]);
            Rolled.Write(profile, here, expected);
            bySum.Begin(mixed, expected);
            foreach (var band in chosen[draw])
            {
                Rolled.Move(bands[band].Profile, here, there, expected, own);
            }
            bySum.End(mixed, expected);

            void PredictByNeurons(InterchangeTally tally, Func<int, int> which)
            {
                if (neurons is null)
                {
                    return;
                }
                view.Logits.Row(draws.Pairs[draw]).CopyTo(expected);
                foreach (var neuron in chosen[draw].SelectMany(band => bands[which(band)].Neurons))
                {
                    var change = neurons.Post(draws.Others[draw], neuron) - neurons.Post(draws.Pairs[draw], neuron);
                    TensorPrimitives.MultiplyAdd(directions!.Row(neuron), change, expected, expected);
                }
                CharacterFit.Centre(expected, expected);
                tally.Begin(mixed, own);
                tally.End(mixed, expected);
            }

            void Predict(InterchangeTally tally, Func<int, int> which)
            {
                own.CopyTo(expected, 0);
                tally.Begin(mixed, expected);
                foreach (var component in chosen[draw].SelectMany(band => bands[which(band)].Components))
                {
                    var wave = view.Basis.Rows.Row(component);
                    TensorPrimitives.MultiplyAdd(
                        wave, TensorPrimitives.Dot<double>(other, wave) - TensorPrimitives.Dot<double>(own, wave), expected,
                        expected);
                }
                tally.End(mixed, expected);
            }
        }
        var (result, sum) = (carried.Result(frequency), bySum.Result(frequency));
        double? Control(InterchangeTally tally) => bands.Count < 2 ? null : tally.Result(frequency).FractionExplained;
        return new(
            frequency, result.FractionExplained, result.FractionOfNull, Control(wrong), sum.FractionExplained, sum.FractionOfNull,
            neurons is null ? null : byNeurons.Result(frequency).FractionExplained, neurons is null ? null : Control(byOthers));
    }

    private int Next(int band) => (band + 1) % bands.Count;

    private void Exchange(Training.Tensor embedded, int[][] chosen)
    {
        var (positions, width) = (embedded.Shape[1], embedded.Shape[2]);
        for (var draw = 0; draw < InterchangeDraws.Count; draw++)
        {
            var (from, to) = (Math.DivRem(draws.Pairs[draw], view.N), Math.DivRem(draws.Others[draw], view.N));
            foreach (var band in chosen[draw])
            {
                Change(bands[band].Waves[0], 0, from.Quotient, to.Quotient);
                Change(bands[band].Waves[1], 1, from.Remainder, to.Remainder);
            }

            void Change(Matrix wave, int position, int old, int other)
            {
                var row = embedded.Span.Slice(((draw * positions) + position) * width, width);
                var (before, after) = (wave.Row(old).ToArray(), wave.Row(other).ToArray());
                for (var i = 0; i < width; i++)
                {
                    row[i] += (float)(after[i] - before[i]);
                }
            }
        }
    }

    // The components of a frequency with its harmonics, their part of both embeddings, [n, d_model], and of S(e), [n], and the
    // neurons of the frequency.
    private sealed record Band(int Frequency, int[] Components, Matrix[] Waves, double[] Profile, int[] Neurons);
}

/// <summary>How well the logits of a network are predicted while one frequency of both operands' embeddings, with its harmonics,
/// is that of another pair; over 1,000 random pairs of pairs.</summary>
/// <param name="Frequency">The frequency; null where half of the frequencies were swapped at once.</param>
/// <param name="FractionExplained">Share of the centred logits that is predicted by the same frequencies of the logits being
/// those of the other pair, and all others those of the own: 1 at best.</param>
/// <param name="FractionOfNull">The same of the prediction that nothing changes.</param>
/// <param name="FractionOfOther">The same of the prediction that the network's next frequency changes in place of each that was
/// swapped: a control; null where there is one frequency alone.</param>
/// <param name="FractionBySum">The same where each frequency is predicted from S(e): it votes for the sum that its pair
/// has.</param>
/// <param name="FractionBySumOfNull">That of the prediction from S(e) that nothing changes.</param>
/// <param name="FractionByNeurons">The same of the prediction that the neurons of the frequency have what they have at the other
/// pair, and all others what they have at the own; null for several layers of neurons.</param>
/// <param name="FractionByOtherNeurons">The same with the neurons of the network's next frequency in their place: a control; null
/// as before, and where there is one frequency alone.</param>
public sealed record InputInterchangeResult(
    int? Frequency, double FractionExplained, double FractionOfNull, double? FractionOfOther, double FractionBySum,
    double FractionBySumOfNull, double? FractionByNeurons, double? FractionByOtherNeurons);
