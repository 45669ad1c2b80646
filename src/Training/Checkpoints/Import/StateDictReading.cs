namespace Grokking.Training;

/// <summary>One way to understand a foreign file.</summary>
/// <param name="Config">Task and network in our terms.</param>
/// <param name="SourceOf">Where each of our parameters, by name, comes from.</param>
/// <param name="Split">Which pairs were trained on, when that is known.</param>
/// <param name="What">What the file is under this reading, for messages.</param>
internal sealed record StateDictReading(RunConfig Config, Func<string, TensorSource> SourceOf, Split? Split, string What)
{
    /// <summary>Builds the model.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, of another shape, or not finite.</exception>
    public Model Build(string path, NamedTensors file)
    {
        var problems = Config.Validate();
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path}: read as {What}: {problems[0]}");
        }
        var architecture = Config.CreateArchitecture();
        // All shapes before any memory: small tensors can claim a large network between them.
        foreach (var parameter in architecture.Parameters.All)
        {
            SourceOf(parameter.Name).RequireShapes(path, file, parameter);
        }
        var weights = new Weights(architecture.Parameters);
        foreach (var parameter in architecture.Parameters.All)
        {
            SourceOf(parameter.Name).Fill(path, file, parameter, weights[parameter.Name].Span);
        }
        return new Model(architecture, weights);
    }
}

/// <summary>Where one parameter comes from in a foreign file: which tensors, and how they are laid out.</summary>
/// <param name="Names">Keys in the file; several are stacked along the first axis.</param>
/// <param name="Layout">How the file lays it out.</param>
internal sealed record TensorSource(IReadOnlyList<string> Names, TensorLayout Layout)
{
    /// <summary>One tensor.</summary>
    public TensorSource(string name, TensorLayout layout)
        : this([name], layout)
    {
    }

    /// <summary>Requires the tensors that a parameter is made of, with their shapes.</summary>
    /// <exception cref="InvalidDataException">One is missing or of another shape; the message says which.</exception>
    public void RequireShapes(string path, NamedTensors file, Parameter parameter)
    {
        var ours = Stacked(parameter.Shape);
        var expected = Layout switch
        {
            TensorLayout.Paper => PaperLayout.ShapeOf(parameter.Name, ours),
            TensorLayout.Transposed => new Shape(ours[1], ours[0]),
            _ => ours,
        };
        foreach (var name in Names)
        {
            _ = WeightLoader.RequireShape(path, file.Tensors, name, expected);
        }
    }

    /// <summary>Copies the tensors, which have their shapes, into a parameter.</summary>
    /// <exception cref="InvalidDataException">One is not finite; the message says which.</exception>
    public void Fill(string path, NamedTensors file, Parameter parameter, Span<float> target)
    {
        var size = parameter.Count / Names.Count;
        var ours = Stacked(parameter.Shape);
        for (var i = 0; i < Names.Count; i++)
        {
            var tensor = file.Tensors[Names[i]];
            WeightLoader.RequireFinite(path, Names[i], tensor);
            var part = target.Slice(i * size, size);
            switch (Layout)
            {
                case TensorLayout.Paper:
                    PaperLayout.ToOurs(parameter.Name, tensor.Span, ours, part);
                    break;
                case TensorLayout.Transposed:
                    PaperLayout.Transpose(tensor.Span, ours[1], ours[0], part);
                    break;
                default:
                    tensor.Span.CopyTo(part);
                    break;
            }
        }
    }

    private Shape Stacked(Shape whole)
    {
        var sizes = whole.ToArray();
        sizes[0] /= Names.Count;
        return new Shape(sizes);
    }
}

/// <summary>How a foreign file lays a matrix out.</summary>
internal enum TensorLayout
{
    /// <summary>As we do.</summary>
    Ours,

    /// <summary>As Nanda et al. (2023) and Zhong et al. (2023) do: see <see cref="PaperLayout"/>.</summary>
    Paper,

    /// <summary>Rows and columns exchanged, as <c>torch.nn.Linear</c> does.</summary>
    Transposed,
}
