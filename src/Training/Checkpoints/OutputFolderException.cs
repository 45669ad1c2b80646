namespace Grokking.Training;

/// <summary>A folder cannot be written as asked: it holds a run or other things, another process writes it, or it cannot be made.
/// Nothing in it has changed.</summary>
/// <param name="message">What was expected, what came, and what to do.</param>
public sealed class OutputFolderException(string message) : IOException(message);
