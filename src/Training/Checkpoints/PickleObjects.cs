namespace Grokking.Training;

/// <summary>The opcodes that ask for something by name. Only names of <see cref="PickleGlobals"/> get an answer, and the answer
/// is data or a function of ours.</summary>
/// <param name="cursor">Makes the exceptions.</param>
/// <param name="stack">Where the values are.</param>
internal sealed class PickleObjects(PickleCursor cursor, PickleStack stack)
{
    private readonly PickleGlobals globals = new(cursor);

    /// <summary>Runs one opcode.</summary>
    /// <returns>False when the opcode is of another kind.</returns>
    public bool TryRun(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                stack.Push(globals.Find(cursor.ReadLine(), cursor.ReadLine()));
                return true;
            case PickleOpcode.StackGlobal:
                var name = stack.Pop<string>("a name");
                stack.Push(globals.Find(stack.Pop<string>("a module"), name));
                return true;
            case PickleOpcode.Reduce:
                var arguments = stack.Pop<object?[]>("a tuple of arguments");
                stack.Push(stack.Pop<PickleFunction>("a function")(arguments));
                return true;
            case PickleOpcode.Build:
                Build();
                return true;
            case PickleOpcode.BinPersId:
                stack.Push(Storage(stack.Pop<object?[]>("a tuple that names a storage")));
                return true;
            default:
                return false;
        }
    }

    /// <summary>State dicts carry an attribute <c>_metadata</c>, layer versions, which no reader here needs.</summary>
    private void Build()
    {
        stack.Pop<PickleDictionary>("attributes");
        if (!stack.Peek<PickleDictionary>("an ordered dictionary").IsOrdered)
        {
            throw cursor.Error("the pickle gives attributes to a plain dictionary");
        }
    }

    /// <summary>A persistent id is ("storage", class, key, location, count); the location, cpu or cuda:0, does not matter here.
    /// </summary>
    private TorchStorage Storage(object?[] id)
    {
        if (id is ["storage", TorchStorageClass kind, string key, string, long count] && count >= 0 && count <= Array.MaxLength)
        {
            cursor.Charge(2 * PickleCursor.Overhead);
            return new TorchStorage(key, kind.Format, (int)count);
        }
        throw cursor.Error("expected a storage as ('storage', class, key, location, count)");
    }
}
