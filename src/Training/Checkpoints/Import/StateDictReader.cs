using System.Globalization;

namespace Grokking.Training;

/// <summary>Finds out what a foreign file holds.</summary>
internal static class StateDictReader
{
    private static readonly StateDictFormat[] Families =
        [new TransformerLensFormat(), new PaperTransformerFormat(), new ZhongMlpFormat(), new GroupMlpFormat()];

    /// <summary>Pairs whose loss is looked at to tell readings apart, and numbers of one activation that are held
    /// meanwhile.</summary>
    private const int MostPairs = 1 << 14;
    private const int BlockNumbers = 1 << 21;

    /// <summary>Reads a file by the first family that has its names, in the reading with the lowest loss over all
    /// pairs.</summary>
    /// <exception cref="InvalidDataException">No family has these names, or shapes do not fit together.</exception>
    public static LoadedCheckpoint Read(string path, NamedTensors file, string? architecture)
    {
        var family = Families.FirstOrDefault(family => family.Recognises(file))
            ?? throw new InvalidDataException(
                $"{path}: no known network has these tensors: "
                    + $"{string.Join(", ", file.Tensors.Take(8).Select(pair => $"'{ForeignText.Show(pair.Key)}' {pair.Value.Shape}"))}"
                + $"{(file.Tensors.Count > 8 ? ", …" : "")}. Known: "
                + $"{string.Join("; ", Families.Select(known => known.Description))}.");
        family.RejectUnknown(path, file);
        var sidecar = Sidecar.Beside(path);
        var candidates = family.Candidates(path, file, sidecar).ToList();
        if (candidates.Count == 0)
        {
            throw new InvalidDataException(
                $"{path}: {family.Description}, but no known task has as many answers as it has tokens and outputs.");
        }
        var allowed =
            candidates.Where(candidate => architecture is null || candidate.Config.Model.Architecture == architecture).ToList();
        if (allowed.Count == 0)
        {
            var fitting = candidates.Select(candidate => candidate.Config.Model.Architecture).Distinct();
            throw new InvalidDataException(
                $"{path}: does not fit --arch {architecture}; its names and shapes fit {string.Join(", ", fitting)}.");
        }
        return Best(path, file, allowed, sidecar);
    }

    private static LoadedCheckpoint Best(string path, NamedTensors file, List<StateDictReading> candidates, Sidecar sidecar)
    {
        var reason = sidecar.Path is null ? "from names and shapes" : $"from names, shapes and {Path.GetFileName(sidecar.Path)}";
        if (candidates is [var only])
        {
            return new LoadedCheckpoint(only.Config, null, only.Build(path, file), only.Split, $"{only.What}, {reason}");
        }
        var scored = candidates.Select(candidate =>
            (StateDictReading: candidate, Loss: Loss(candidate, candidate.Build(path, file)))).OrderBy(item => item.Loss)
                .ToList();
        var (best, loss) = scored[0];
        var pairs = best.Config.CreateOperation().PairCount > MostPairs
            ? string.Create(CultureInfo.InvariantCulture, $"{MostPairs:N0} pairs") : "all pairs";
        reason = string.Create(CultureInfo.InvariantCulture,
            $"of {scored.Count} readings that fit the shapes, the one with the lowest loss over {pairs} ({loss:G3}; next: "
                + $"{scored[1].StateDictReading.What}, {scored[1].Loss:G3})");
        return new LoadedCheckpoint(best.Config, null, best.Build(path, file), best.Split, $"{best.What}, {reason}");
    }

    /// <summary>Mean cross-entropy over all pairs, or over <see cref="MostPairs"/> that are spread evenly; infinite when it is no
    /// number.</summary>
    private static double Loss(StateDictReading candidate, Model model)
    {
        var (operation, format, classes) =
            (candidate.Config.CreateOperation(), candidate.Config.CreateFormat(), model.Architecture.DVocabOut);
        var count = Math.Min(operation.PairCount, MostPairs);
        var block = Math.Clamp(BlockNumbers / model.Architecture.Parameters.All.Max(parameter => parameter.Shape[^1]), 1, count);
        var (sum, room) = (0.0, new double[classes]);
        foreach (var pairs in Enumerable.Range(0, count)
            .Select(i => operation.Pairs[(int)((long)i * operation.PairCount / count)]).Chunk(block))
        {
            var examples = new Examples(operation, format, pairs);
            var logits = model.Run(examples);
            for (var row = 0; row < pairs.Length; row++)
            {
                sum += CrossEntropy.Row(logits.Span.Slice(row * classes, classes), examples.Labels[row], room);
            }
        }
        return double.IsNaN(sum) ? double.PositiveInfinity : sum / count;
    }
}
