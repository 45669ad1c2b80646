using System.Globalization;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The tensors and the other values of a torch file, each with the keys and list positions that lead to it.</summary>
internal sealed class TorchListing
{
    private readonly List<StoredTensor> tensors = [];
    private readonly List<(string Name, string Value)> values = [];

    /// <summary>Lists a file's value.</summary>
    public TorchListing(TorchValue root) => Add("", root);

    /// <summary>The tensors, in the file's order.</summary>
    public IReadOnlyList<StoredTensor> Tensors => tensors;

    /// <summary>Plain values, and lists of them as their length.</summary>
    public IReadOnlyList<(string Name, string Value)> Values => values;

    private void Add(string place, TorchValue value)
    {
        switch (value)
        {
            case TorchTensor tensor:
                tensors.Add(new StoredTensor(place, tensor.Values.Shape, tensor.ElementType));
                break;
            case TorchDict dictionary:
                foreach (var (key, inner) in dictionary.Entries)
                {
                    Add(Join(place, key is TorchScalar scalar ? Text(scalar) : "?"), inner);
                }
                break;
            case TorchList list when list.Items.Any(item => item is not TorchScalar):
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Add(Join(place, i.ToString(CultureInfo.InvariantCulture)), list.Items[i]);
                }
                break;
            case TorchList list:
                values.Add((place, $"a list of {NumberText.Count(list.Items.Count, "value")}"));
                break;
            case TorchScalar scalar:
                values.Add((place, Text(scalar)));
                break;
        }
    }

    private static string Join(string place, string key) => place.Length == 0 ? key : $"{place}/{key}";

    private static string Text(TorchScalar scalar) => scalar.Value switch
    {
        null => "none",
        byte[] bytes => NumberText.Count(bytes.Length, "byte"),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
