using System.Globalization;
using Grokking.Training.Torch;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The tensors and the other values of a torch file, each with the keys and list positions that lead to it.</summary>
internal sealed class TorchListing
{
    // The keys, or positions in lists, that lead to the value at hand.
    private readonly List<(TorchValue? Key, int Position)> trail = [];

    /// <summary>Lists a file's value.</summary>
    public TorchListing(TorchValue root) => Add(root);

    /// <summary>The tensors, in the file's order.</summary>
    public Listing<StoredTensor> Tensors { get; } = new();

    /// <summary>Number of elements of all tensors.</summary>
    public long Numbers { get; private set; }

    /// <summary>Plain values, and lists of them as their length.</summary>
    public Listing<(string Name, string Value)> Values { get; } = new();

    private string Place => string.Join('/', trail.Select(step => step.Key switch
    {
        null => step.Position.ToString(CultureInfo.InvariantCulture),
        TorchScalar scalar => ForeignText.Show(Text(scalar)),
        _ => "?",
    }));

    private void Add(TorchValue value)
    {
        switch (value)
        {
            case TorchTensor tensor:
                Tensors.Add(() => new StoredTensor(Place, tensor.Values.Shape, tensor.ElementType));
                Numbers += tensor.Values.Count;
                break;
            case TorchDict dictionary:
                foreach (var (key, inner) in dictionary.Entries)
                {
                    AddInner((key, 0), inner);
                }
                break;
            case TorchList list when list.Items.Any(item => item is not TorchScalar):
                for (var i = 0; i < list.Items.Count; i++)
                {
                    AddInner((null, i), list.Items[i]);
                }
                break;
            case TorchList list:
                Values.Add(() => (Place, $"a list of {NumberText.Count(list.Items.Count, "value")}"));
                break;
            case TorchScalar scalar:
                Values.Add(() => (Place, Text(scalar)));
                break;
        }
    }

    private void AddInner((TorchValue? Key, int Position) step, TorchValue inner)
    {
        trail.Add(step);
        Add(inner);
        trail.RemoveAt(trail.Count - 1);
    }

    private static string Text(TorchScalar scalar) => scalar.Value switch
    {
        null => "none",
        byte[] bytes => NumberText.Count(bytes.Length, "byte"),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
