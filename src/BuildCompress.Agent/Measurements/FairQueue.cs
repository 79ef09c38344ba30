namespace BuildCompress.Agent.Measurements;

/// <summary>A queue in which clients take turns: one that orders a hundred measurements delays another's single one by one at most. Not thread-safe.</summary>
internal sealed class FairQueue<T>
{
    /// <summary>Clients in the order of their turns, each with its own orders; none is empty.</summary>
    private readonly LinkedList<(string Client, LinkedList<T> Items)> turns = [];

    public int Count { get; private set; }

    /// <summary>Of one client.</summary>
    public int CountOf(string client) => turns.FirstOrDefault(turn => turn.Client == client).Items?.Count ?? 0;

    public void Add(string client, T item)
    {
        var turn = turns.FirstOrDefault(turn => turn.Client == client).Items;
        if (turn is null)
            turns.AddLast((client, turn = []));
        turn.AddLast(item);
        Count++;
    }

    /// <summary>Takes the next one out; its client then waits for all others' turns.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Take()
    {
        var turn = turns.First?.Value ?? throw new InvalidOperationException("The queue is empty.");
        var item = turn.Items.First!.Value;
        turn.Items.RemoveFirst();
        turns.RemoveFirst();
        if (turn.Items.Count > 0)
            turns.AddLast(turn);
        Count--;
        return item;
    }

    public bool Remove(T item)
    {
        for (var turn = turns.First; turn is not null; turn = turn.Next)
        {
            if (!turn.Value.Items.Remove(item))
                continue;
            if (turn.Value.Items.Count == 0)
                turns.Remove(turn);
            Count--;
            return true;
        }
        return false;
    }

    /// <summary>All in the order in which <see cref="Take"/> gives them if nothing is added.</summary>
    public IEnumerable<T> InOrder()
    {
        var rest = new Queue<IEnumerator<T>>(turns.Select(turn => (IEnumerator<T>)turn.Items.GetEnumerator()));
        while (rest.TryDequeue(out var items))
        {
            if (!items.MoveNext())
                continue;
            yield return items.Current;
            rest.Enqueue(items);
        }
    }
}
