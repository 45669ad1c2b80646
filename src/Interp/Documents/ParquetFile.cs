using Grokking.Training;
using Parquet;
using Parquet.Schema;

namespace Grokking.Interp;

/// <summary>Tables as Apache Parquet: what DuckDB, pandas, Polars and Spark read with the types of the columns.</summary>
public static class ParquetFile
{
    /// <summary>Writes a table as one Parquet file, as a whole or not at all. The same table gives the same bytes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="NotSupportedException">A column has another type than int, long, float, double, bool and
    /// string.</exception>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public static void WriteParquet(this TypedTable table, string path)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var bytes = new MemoryStream();
        // In memory nothing has to be waited for.
        Write(table, bytes).GetAwaiter().GetResult();
        AtomicFile.Write(path, stream => stream.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    /// <summary>Reads a Parquet file of flat columns.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file; the message names it, and the column if it is one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TypedTable Read(string path)
    {
        using var file = InputFile.Open(path);
        try
        {
            return Read(file).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is IOException or NotSupportedException or ParquetException)
        {
            throw new InvalidDataException($"{path}: expected a Parquet file of flat columns: {error.Message}", error);
        }
    }

    private static async Task Write(TypedTable table, Stream stream)
    {
        DataField[] fields = [.. table.Columns.Select(column => new DataField(column.Name, column.Type, column.IsNullable))];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using var rows = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            await Write(rows, fields[i], table.Columns[i].Type, table[i]);
        }
    }

    private static Task Write(ParquetRowGroupWriter rows, DataField field, Type type, IReadOnlyList<object?> values) =>
        Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => Write<int>(rows, field, values),
        TypeCode.Int64 => Write<long>(rows, field, values),
        TypeCode.Single => Write<float>(rows, field, values),
        TypeCode.Double => Write<double>(rows, field, values),
        TypeCode.Boolean => Write<bool>(rows, field, values),
        TypeCode.String => rows.WriteAsync(field, [.. values.Cast<string?>()]),
        _ => throw new NotSupportedException(
            $"column '{field.Name}': expected int, long, float, double, bool or string, got {type.Name}."),
    };

    private static Task Write<T>(ParquetRowGroupWriter rows, DataField field, IReadOnlyList<object?> values)
        where T : struct => field.IsNullable
            ? rows.WriteAsync<T>(field, values.Cast<T?>().ToArray().AsMemory())
            : rows.WriteAsync<T>(field, values.Cast<T>().ToArray().AsMemory());

    private static async Task<TypedTable> Read(Stream stream)
    {
        await using var reader = await ParquetReader.CreateAsync(stream);
        var (columns, values) = (new List<Column>(), new List<IReadOnlyList<object?>>());
        foreach (var field in reader.Schema.DataFields)
        {
            var rows = new List<object?>();
            foreach (var group in reader.RowGroups)
            {
                rows.AddRange(await Read(group, field));
            }
            columns.Add(new Column(field.Name, TypeOf(field), field.IsNullable));
            values.Add(rows);
        }
        return new TypedTable(columns, values);
    }

    private static Type TypeOf(DataField field) => IsText(field) ? typeof(string) : field.ClrType;

    private static bool IsText(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static Task<IEnumerable<object?>> Read(ParquetRowGroupReader rows, DataField field) =>
        Type.GetTypeCode(TypeOf(field)) switch
    {
        _ when field.IsArray || field.MaxRepetitionLevel > 0 =>
            throw new NotSupportedException($"column '{field.Path}' is nested."),
        TypeCode.Int32 => Read<int>(rows, field),
        TypeCode.Int64 => Read<long>(rows, field),
        TypeCode.Single => Read<float>(rows, field),
        TypeCode.Double => Read<double>(rows, field),
        TypeCode.Boolean => Read<bool>(rows, field),
        TypeCode.String => ReadText(rows, field),
        _ => throw new NotSupportedException(
            $"column '{field.Name}': expected int, long, float, double, bool or string, got {field.ClrType.Name}."),
    };

    private static async Task<IEnumerable<object?>> Read<T>(ParquetRowGroupReader rows, DataField field)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[rows.RowCount];
            await rows.ReadAsync<T>(field, some.AsMemory());
            return some.Cast<object?>();
        }
        var all = new T[rows.RowCount];
        await rows.ReadAsync<T>(field, all.AsMemory());
        return all.Cast<object?>();
    }

    private static async Task<IEnumerable<object?>> ReadText(ParquetRowGroupReader rows, DataField field)
    {
        var values = new string?[rows.RowCount];
        await rows.ReadAsync(field, values.AsMemory()!);
        return values;
    }
}

/// <summary>The files of a table: CSV, and Parquet beside it where that is wanted.</summary>
public static class TableFiles
{
    /// <summary>
    /// Writes a table as CSV, and as Parquet beside it when that is asked for or there is one from earlier, which would otherwise
    /// contradict the CSV.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="csv">The CSV file; the Parquet file has its name but for the ending.</param>
    /// <param name="parquet">Whether Parquet is asked for.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(TypedTable table, string csv, bool parquet)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.WriteCsv(csv);
        var beside = Path.ChangeExtension(csv, ".parquet");
        if (!parquet && !File.Exists(beside))
        {
            return [csv];
        }
        table.WriteParquet(beside);
        return [csv, beside];
    }
}
