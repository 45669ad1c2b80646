namespace Grokking.Cli.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="File">The page, from the root of the repository.</param>
/// <param name="Line">Line of its opening fence, from 1.</param>
/// <param name="Language">What stands behind the fence: <c>sh</c>, <c>python</c>, <c>text</c>, or nothing.</param>
/// <param name="Lines">What lies between the fences.</param>
internal sealed record DocsBlock(string File, int Line, string Language, IReadOnlyList<string> Lines);
