"""The chapters: each reads its policy file, computes, says its sentences and shows its cards."""
