namespace Grokking.Training;

/// <summary>The opcodes that build tuples, lists and dictionaries.</summary>
/// <param name="cursor">Makes the exceptions.</param>
/// <param name="stack">Where the values are.</param>
internal sealed class PickleContainers(PickleCursor cursor, PickleStack stack)
{
    /// <summary>Runs one opcode.</summary>
    /// <returns>False when the opcode is of another kind.</returns>
    public bool TryRun(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); return true;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); return true;
            case PickleOpcode.Tuple1: stack.Push(stack.PopMany(1)); return true;
            case PickleOpcode.Tuple2: stack.Push(stack.PopMany(2)); return true;
            case PickleOpcode.Tuple3: stack.Push(stack.PopMany(3)); return true;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); return true;
            case PickleOpcode.EmptyList: cursor.Charge(PickleCursor.Overhead); stack.Push(new List<object?>()); return true;
            case PickleOpcode.Append: Append(stack.PopMany(1)); return true;
            case PickleOpcode.Appends: Append(stack.PopToMark()); return true;
            case PickleOpcode.EmptyDict: stack.Push(PickleDictionary.Make(cursor, isOrdered: false)); return true;
            case PickleOpcode.SetItem: SetItems(stack.PopMany(2)); return true;
            case PickleOpcode.SetItems: SetItems(stack.PopToMark()); return true;
            default: return false;
        }
    }

    private void Append(object?[] items)
    {
        cursor.Charge(PickleCursor.Overhead + (PickleCursor.GrowingSlot * items.Length));
        stack.Peek<List<object?>>("a list").AddRange(items);
    }

    private void SetItems(object?[] keysAndValues)
    {
        var dictionary = stack.Peek<PickleDictionary>("a dictionary");
        if (keysAndValues.Length % 2 != 0)
        {
            throw cursor.Error("a dictionary has a key without a value");
        }
        for (var i = 0; i < keysAndValues.Length; i += 2)
        {
            Add(dictionary, keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void Add(PickleDictionary dictionary, object? key, object? value)
    {
        if (key is not (string or long or double or bool or object?[]))
        {
            throw cursor.Error("a dictionary has a key that is neither text, number nor tuple");
        }
        cursor.Charge(PickleDictionary.EntryBytes + ((key as string)?.Length ?? 0)); // a long key takes long to hash
        if (!dictionary.TryAdd(key, value))
        {
            throw cursor.Error($"a dictionary has the key '{ForeignText.Show((string)key)}' twice");
        }
    }
}
