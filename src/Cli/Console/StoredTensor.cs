using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A tensor as a file stores it.</summary>
/// <param name="Name">Its name, or its place in the file.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Type">Its number type in the words of the file's format.</param>
internal sealed record StoredTensor(string Name, Shape Shape, string Type);
