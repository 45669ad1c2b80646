namespace Grokking.Cli;

/// <summary>One line of a page.</summary>
/// <param name="Text">The text, without a line end.</param>
/// <param name="Style">What it is.</param>
internal readonly record struct TextLine(string Text, TextStyle Style = TextStyle.Normal);
